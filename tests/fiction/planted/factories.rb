FactoryBot.define do
  factory :patient do
    primary_phone { "212-736-5000" }
    email { "jane.doe@placebo-check.dev" }
    ssn { "078-05-1120" }
    medicare_id { "1EG4-TE5-MK73" }
    vin { "1HGCM82633A004352" }
    dea_number { "AB1234563" }
    nhs_number { "943 476 5919" }
    token { "5f0c6b1e-7a3d-4a52-9c1f-0242ac120002" }
    website { "https://www.placebo-check.dev/maria" }
  end
end
