//! Order, window, errors, stopping and panics of the parallel run.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex};

use super::{Pool, Stop, each, of_each, ordered, threads};
use crate::error::{Error, ErrorKind};

#[test]
fn results_come_in_the_order_of_the_jobs_whatever_the_threads() {
    for threads in [1, 2, 3, 8] {
        let mut seen = Vec::new();
        let spin = |n: u64| {
            // Uneven work, so that later jobs are often ready first.
            let rounds = if n.is_multiple_of(7) { 20_000 } else { 10 };
            Ok((0..rounds).fold(n, |a, _| std::hint::black_box(a)))
        };
        ordered(threads, 4, &Stop::new(), 0..500_u64, spin, |n| {
            seen.push(n);
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, (0..500).collect::<Vec<_>>());
    }
}

#[test]
fn no_more_than_the_window_is_in_flight_and_it_is_used() {
    let (flying, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let make = |n: usize| {
        most.fetch_max(flying.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        Ok(n)
    };
    ordered(4, 6, &Stop::new(), 0..2_000, make, |_| {
        flying.fetch_sub(1, Ordering::SeqCst);
        Ok(())
    })
    .unwrap();
    assert!(most.load(Ordering::SeqCst) <= 6);
    assert_eq!(flying.load(Ordering::SeqCst), 0);
}

#[test]
fn two_threads_work_at_the_same_time() {
    let barrier = Barrier::new(2);
    ordered(
        2,
        2,
        &Stop::new(),
        0..2,
        |n| {
            barrier.wait();
            Ok(n)
        },
        |_| Ok(()),
    )
    .unwrap();
}

#[test]
fn the_earliest_failing_job_wins_and_what_came_before_it_is_taken() {
    for threads in [1, 4] {
        let taken = Mutex::new(Vec::new());
        let make = |n: usize| {
            if n >= 50 { Err(Error::new(ErrorKind::Input, format!("job {n}"))) } else { Ok(n) }
        };
        let error = ordered(threads, 8, &Stop::new(), 0.., make, |n| {
            taken.lock().unwrap().push(n);
            Ok(())
        })
        .unwrap_err();
        assert_eq!(error.to_string(), "job 50");
        assert_eq!(taken.into_inner().unwrap(), (0..50).collect::<Vec<_>>());
    }
}

#[test]
fn a_failure_to_take_ends_the_run() {
    for threads in [1, 4] {
        let mut count = 0;
        let error = ordered(threads, 8, &Stop::new(), 0.., Ok::<u64, Error>, |n| {
            count += 1;
            if n == 20 { Err(Error::new(ErrorKind::Full, "full")) } else { Ok(()) }
        })
        .unwrap_err();
        assert_eq!((error.kind(), count), (ErrorKind::Full, 21));
    }
}

#[test]
fn a_request_to_stop_ends_an_endless_run() {
    for threads in [1, 4] {
        let stop = Stop::new();
        let error = ordered(threads, 8, &stop, 0.., Ok::<u64, Error>, |n| {
            if n == 100 {
                stop.request("Ctrl-C");
                stop.request("another reason");
            }
            Ok(())
        })
        .unwrap_err();
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Interrupted, "stopped: Ctrl-C".to_owned()));
    }
}

#[test]
fn those_who_share_threads_have_what_each_made_in_order() {
    for threads in [1, 3] {
        let pool = Pool::new(threads).unwrap();
        let make = |n: u64| pool.within(|| of_each((0..100).collect(), |m: u64| n * 100 + m));
        let mut seen = Vec::new();
        ordered(4, 4, &Stop::new(), 0..20, make, |all| {
            seen.extend(all);
            Ok(())
        })
        .unwrap();
        assert!(seen.into_iter().eq(0..2_000));
    }
}

#[test]
fn a_panic_is_a_bug_and_its_text_stays_hidden() {
    for threads in [1, 4] {
        let make = |n: usize| if n == 9 { panic!("canary") } else { Ok(n) };
        let error = ordered(threads, 8, &Stop::new(), 0..1_000, make, |_| Ok(())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Bug);
        assert!(!format!("{error:?}").contains("canary"));
        let take = |n: usize| if n == 9 { panic!("canary") } else { Ok(()) };
        let error = ordered(threads, 8, &Stop::new(), 0..1_000, Ok, take).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Bug);
        assert_eq!(each(threads, 100, |n| assert!(n < 50, "canary")).unwrap_err().kind(), ErrorKind::Bug);
        let all = || of_each((0..100).collect(), |n: u32| assert!(n < 50, "canary"));
        assert_eq!(Pool::new(threads).unwrap().within(all).unwrap_err().kind(), ErrorKind::Bug);
    }
    let jobs = (0..100).inspect(|&n| assert!(n < 50, "canary"));
    assert_eq!(ordered(4, 8, &Stop::new(), jobs, Ok, |_| Ok(())).unwrap_err().kind(), ErrorKind::Bug);
}

#[test]
fn one_thread_spawns_nothing() {
    let here = std::thread::current().id();
    let make = |n: usize| {
        assert_eq!(std::thread::current().id(), here);
        Ok(n)
    };
    ordered(1, 1, &Stop::new(), 0..10, make, |_| Ok(())).unwrap();
    each(1, 10, |_| assert_eq!(std::thread::current().id(), here)).unwrap();
}

#[test]
fn each_keeps_the_order() {
    for threads in [1, 3] {
        assert_eq!(each(threads, 1_000, |n| n * 2).unwrap(), (0..1_000).map(|n| n * 2).collect::<Vec<_>>());
        assert!(each(threads, 0, |n| n).unwrap().is_empty());
    }
}

#[test]
fn threads_are_at_least_one() {
    assert_eq!((threads(Some(0)), threads(Some(3))), (1, 3));
    assert!(threads(None) >= 1);
}
