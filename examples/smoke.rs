//! tmp
use placebo::{generate::Generator, plan, schema};
fn main() {
    let text = std::fs::read_to_string("schemas/caseload.toml").unwrap();
    let t0 = std::time::Instant::now();
    let doc = schema::parse("caseload.toml", &text, &schema::NoFiles).unwrap_or_else(|e| {
        println!("{}", e.render(false));
        std::process::exit(1)
    });
    let plan = plan::compile(
        &doc,
        &plan::Options {
            rows: vec![(
                Some("patients".into()),
                std::env::args().nth(1).map_or(1000, |n| n.parse().unwrap()),
            )],
            ..Default::default()
        },
        &plan::one_by_one,
    )
    .unwrap_or_else(|e| {
        println!("{}", e.render(false));
        std::process::exit(1)
    });
    println!("compiled {:?}", t0.elapsed());
    let g = Generator::new(&plan);
    for &t in &plan.order {
        let table = &plan.tables[t];
        let t0 = std::time::Instant::now();
        let mut r = 0;
        let mut first = None;
        while r < table.rows {
            let b = g.batch(t, r..(r + 8192).min(table.rows)).unwrap();
            first.get_or_insert(b);
            r += 8192;
        }
        println!(
            "{} {} rows {:?} {:.0} ns/row",
            table.name,
            table.rows,
            t0.elapsed(),
            t0.elapsed().as_nanos() as f64 / table.rows as f64
        );
        if let Some(b) = first {
            let mut out = Vec::new();
            for i in 0..b.num_rows().min(6) {
                for c in b.columns() {
                    out.push(arrow::util::display::array_value_to_string(c, i).unwrap_or_default());
                    out.push(" | ".into());
                }
                out.push("\n".into());
            }
            println!("{}", out.concat());
        }
    }
    if std::env::args().nth(2).is_some() {
        for &t in &plan.order {
            for (c, col) in plan.tables[t].columns.iter().enumerate() {
                let rows = plan.tables[t].rows.min(8192);
                let t0 = std::time::Instant::now();
                for _ in 0..10 {
                    g.column(t, c, &placebo::draw::Rows::from(0..rows)).unwrap();
                }
                println!(
                    "{}.{} {:.1} ns/row",
                    plan.tables[t].name,
                    col.name,
                    t0.elapsed().as_nanos() as f64 / 10.0 / rows as f64
                );
            }
        }
    }
}
