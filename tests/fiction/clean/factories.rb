# Fixtures of a case manager's application.
FactoryBot.define do
  factory :patient do
    name { "Maria Lopez" }
    primary_phone { "505-555-0147" }
    email { "maria@example.net" }
    sequence(:mrn) { |n| format("MRN%010d", n) }
    version { "2.14.3" }
    checksum { "3f786850e387550fdab836ed7e6dc881de23001b" }
    budget_cents { 1_250_000 }
  end
end
