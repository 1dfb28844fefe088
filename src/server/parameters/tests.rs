use super::*;

fn read(raw: &str) -> Result<Question, Problem> {
    Question::read("48", &Query::read(Some(raw), NAMES)?, false)
}

#[test]
fn nothing_typed_is_the_defaults() {
    let question = read("").unwrap();
    assert_eq!(question.request, Request::default());
    assert_eq!(question.model, Model::CrowFly(CrowFly::default()));
    assert_eq!(question.buffer, Metres::new(30_000.0).unwrap());
}

#[test]
fn the_same_question_has_one_key_however_it_is_typed() {
    let key = |raw| read(raw).unwrap().key();
    assert_eq!(key(""), key("threshold=20.0&bands=10,15,20,30,45&detour=1.30&speed=050&buffer_km=30"));
    assert_eq!(key("kind=library,epn"), key("kind=epn&kind=library&kind=epn"));
    assert_eq!(key("service=a&service=b"), key("service=b&service=%20a&service=b"));
    assert_ne!(key("service=a&service=b"), key("service=b,%20a"));
    assert_ne!(key("service=a%7Csb"), key("service=a&service=b"));
    assert_ne!(key("threshold=20"), key("threshold=20.5"));
    assert_ne!(key("buffer_km=0"), key(""));
}

#[test]
fn both_ends_of_every_range_are_accepted() {
    for number in [THRESHOLD, DETOUR, SPEED, BUFFER_KM] {
        for value in [number.min, number.max, number.default] {
            read(&format!("{}={value}", number.name)).unwrap();
        }
    }
    read("bands=1,2,3,4,5,6,7,8,240").unwrap();
    read("threshold=12.5&bands=7.5").unwrap();
}

#[test]
fn what_is_out_of_bounds_is_refused_with_the_parameter_and_what_it_accepts() {
    let twenty_one = (0..21).map(|i| format!("service={i}")).collect::<Vec<_>>().join("&");
    let long = format!("service={}", "é".repeat(201));
    let digits = format!("threshold={}", "2".repeat(400));
    let cases = [
        "threshold=0",
        "threshold=0.999",
        "threshold=240.1",
        "threshold=",
        "threshold=NaN",
        "threshold=inf",
        "threshold=-20",
        "threshold=1e2",
        "threshold=1e999",
        "threshold=0x14",
        "threshold=20,5",
        "threshold=.5",
        "threshold=2.0.0",
        "threshold=%2020",
        "threshold=vingt",
        "threshold=20&threshold=20",
        "threshold=٢٠",
        "detour=0.99",
        "detour=5.01",
        "detour=nan",
        "speed=0",
        "speed=151",
        "speed=infinity",
        "buffer_km=-1",
        "buffer_km=-0",
        "buffer_km=200.5",
        "buffer_km=1e308",
        "bands=",
        "bands=,",
        "bands=10,",
        "bands=10,10",
        "bands=20,10",
        "bands=0,10",
        "bands=10,241",
        "bands=1,2,3,4,5,6,7,8,9,10",
        "bands=10,NaN",
        "bands=10&bands=20",
        "bands=10,10.00000001",
        "kind=",
        "kind=bar",
        "kind=library,",
        "kind=Library",
        "service=",
        "service=a&service=",
        &twenty_one,
        &long,
        &digits,
    ];
    for raw in cases {
        let problem = read(raw).unwrap_err().to_json();
        let name = raw.split('=').next().unwrap();
        assert_eq!((&problem["parameter"], &problem["status"]), (&name.into(), &400.into()), "{raw}");
        assert!(problem["accepted"].as_str().unwrap().len() > 5, "{raw}: {problem}");
        assert!(problem["detail"].as_str().unwrap().chars().count() < 400, "{raw}: {problem}");
    }
}

#[test]
fn a_territory_of_no_known_form_is_refused() {
    for code in ["", "NaN", "4", "48095,zz", "planet:3", "../../etc/passwd", "🙂🙂"] {
        let problem = Question::read(code, &Query::default(), false).unwrap_err();
        assert!(format!("{problem:?}").contains("territory"), "{code}");
    }
}

#[test]
fn roads_are_the_default_where_there_are_some_and_refused_where_there_are_none() {
    let model = |raw: &str, has_roads| {
        let query = Query::read(Some(raw), NAMES).unwrap();
        Question::read("48", &query, has_roads).map(|question| question.model)
    };
    let crow_fly = Model::CrowFly(CrowFly::default());
    assert_eq!(model("", true), Ok(Model::Road));
    assert_eq!(model("model=road&detour=2", true), Ok(Model::Road));
    assert_eq!(model("model=crow-fly", true), Ok(crow_fly));
    assert_eq!(model("model=crow-fly", false), Ok(crow_fly));
    for (raw, has_roads) in [("model=road", false), ("model=", false), ("model=teleport", true)] {
        assert!(model(raw, has_roads).is_err(), "{raw}");
    }
    assert!(model("model=road&detour=9", true).is_err(), "a wrong value is refused though it does not count");
}
