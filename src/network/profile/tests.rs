use super::*;

type Pairs<'a> = &'a [(&'a str, &'a str)];

fn car(pairs: Pairs<'_>) -> Result<WayClass, Refusal> {
    Profile::new(Mode::Car).classify_way(&Tags::new(pairs))
}

fn speeds(pairs: Pairs<'_>) -> (Option<f64>, Option<f64>) {
    let class = car(pairs).unwrap();
    (class.forward_kmh, class.backward_kmh)
}

#[test]
fn a_road_has_the_speed_of_its_class_or_four_fifths_of_its_limit() {
    assert_eq!(speeds(&[("highway", "secondary")]), (Some(55.0), Some(55.0)));
    assert_eq!(speeds(&[("highway", "secondary"), ("maxspeed", "FR:rural")]), (Some(64.0), Some(64.0)));
    let directed = [("highway", "primary"), ("maxspeed", "90"), ("maxspeed:backward", "50")];
    assert_eq!(speeds(&directed), (Some(72.0), Some(40.0)));
}

#[test]
fn a_bad_surface_caps_the_speed_and_an_impassable_one_closes() {
    assert_eq!(speeds(&[("highway", "primary"), ("surface", "gravel")]), (Some(40.0), Some(40.0)));
    let track = [("highway", "unclassified"), ("tracktype", "grade5"), ("surface", "sand")];
    assert_eq!(speeds(&track), (Some(20.0), Some(20.0)));
    let hopeless = [("highway", "unclassified"), ("smoothness", "impassable")];
    assert_eq!(car(&hopeless), Err(Refusal::Impassable));
}

#[test]
fn one_ways_are_said_or_implied() {
    for (pairs, expected) in [
        (&[("highway", "residential"), ("oneway", "yes")] as Pairs<'_>, (Some(25.0), None)),
        (&[("highway", "residential"), ("oneway", "-1")], (None, Some(25.0))),
        (&[("highway", "tertiary"), ("junction", "roundabout")], (Some(40.0), None)),
        (&[("highway", "motorway")], (Some(90.0), None)),
        (&[("highway", "motorway"), ("oneway", "no")], (Some(90.0), Some(90.0))),
        (
            &[("highway", "residential"), ("oneway", "yes"), ("oneway:motorcar", "no")],
            (Some(25.0), Some(25.0)),
        ),
    ] {
        assert_eq!(speeds(pairs), expected, "{pairs:?}");
    }
    assert_eq!(car(&[("highway", "primary"), ("oneway", "reversible")]), Err(Refusal::Reversible));
}

#[test]
fn the_most_specific_access_key_decides() {
    let street = ("highway", "residential");
    assert_eq!(car(&[street, ("access", "no")]), Err(Refusal::Access));
    assert_eq!(car(&[street, ("access", "private")]), Err(Refusal::Access));
    assert!(car(&[street, ("access", "destination")]).is_ok());
    assert!(car(&[street, ("access", "no"), ("motor_vehicle", "yes")]).is_ok());
    assert_eq!(car(&[street, ("vehicle", "yes"), ("motorcar", "no")]), Err(Refusal::Access));
    assert!(car(&[street, ("access", "private;delivery")]).is_ok());
    let up_only = [street, ("motor_vehicle:backward", "no")];
    assert_eq!(speeds(&up_only), (Some(25.0), None));
}

#[test]
fn what_is_not_a_road_for_a_car_says_why() {
    for (pairs, why) in [
        (&[("building", "yes")] as Pairs<'_>, Refusal::NotARoad),
        (&[("highway", "footway")], Refusal::Class),
        (&[("highway", "footway"), ("access", "yes")], Refusal::Class),
        (&[("highway", "track")], Refusal::Class),
        (&[("highway", "construction")], Refusal::NotBuilt),
        (&[("highway", "service"), ("area", "yes")], Refusal::Area),
        (&[("highway", "service"), ("maxheight", "1.8")], Refusal::Impassable),
    ] {
        assert_eq!(car(pairs), Err(why), "{pairs:?}");
    }
    assert_eq!(speeds(&[("highway", "track"), ("motor_vehicle", "yes")]), (Some(10.0), Some(10.0)));
}

#[test]
fn a_ferry_keeps_its_duration() {
    let ferry = car(&[("route", "ferry"), ("duration", "00:20")]).unwrap();
    assert_eq!((ferry.duration_s, ferry.forward_kmh), (Some(1200), Some(5.0)));
    assert!(ferry.attributes.has(Attributes::FERRY));
    assert_eq!(car(&[("route", "ferry"), ("motor_vehicle", "no")]), Err(Refusal::Access));
    assert_eq!(car(&[("route", "hiking")]), Err(Refusal::NotARoad));
}

#[test]
fn closures_by_season_are_kept_as_an_attribute() {
    let pass = [("highway", "secondary"), ("motor_vehicle:conditional", "no @ (Nov-May)")];
    assert!(car(&pass).unwrap().attributes.has(Attributes::WINTER));
    let market = [("highway", "secondary"), ("access:conditional", "no @ (Su 06:00-14:00)")];
    assert_eq!(car(&market).unwrap().attributes, Attributes::CONDITIONAL);
}

#[test]
fn nodes_cost_time_or_stop() {
    let node = |pairs: Pairs<'_>| Profile::new(Mode::Car).classify_node(&Tags::new(pairs));
    let signals = node(&[("highway", "traffic_signals")]).unwrap();
    assert_eq!((signals.forward_s, signals.backward_s), (2.0, 2.0));
    let stop = node(&[("highway", "stop"), ("direction", "forward")]).unwrap();
    assert_eq!((stop.forward_s, stop.backward_s), (2.0, 0.0));
    assert!(node(&[("barrier", "bollard")]).unwrap().blocks);
    assert_eq!(node(&[("barrier", "cattle_grid")]), None);
    assert_eq!(node(&[("barrier", "bollard"), ("motor_vehicle", "yes")]), None);
    assert_eq!(node(&[("barrier", "gate")]).map(|gate| gate.forward_s), Some(60.0));
    assert_eq!(node(&[("natural", "tree")]), None);
    assert_eq!(Profile::new(Mode::Foot).classify_node(&Tags::new(&[("barrier", "bollard")])), None);
}

#[test]
fn walkers_and_bicycles_have_their_own_rules() {
    let street = [("highway", "residential"), ("oneway", "yes")];
    let foot = Profile::new(Mode::Foot).classify_way(&Tags::new(&street)).unwrap();
    assert_eq!((foot.forward_kmh, foot.backward_kmh), (Some(5.0), Some(5.0)));
    let bicycle = Profile::new(Mode::Bicycle);
    assert_eq!(bicycle.classify_way(&Tags::new(&street)).unwrap().backward_kmh, None);
    let contraflow = [street[0], street[1], ("oneway:bicycle", "no")];
    assert_eq!(bicycle.classify_way(&Tags::new(&contraflow)).unwrap().backward_kmh, Some(15.0));
    let motorway = [("highway", "motorway"), ("foot", "yes")];
    assert_eq!(Profile::new(Mode::Foot).classify_way(&Tags::new(&motorway)), Err(Refusal::Access));
}

#[test]
fn settings_are_overridden_entry_by_entry_and_checked() {
    let car = Profile::new(Mode::Car);
    let changed = car.with_overrides("speed_reduction = 0.9\n[highway]\nprimary = 70.0").unwrap();
    assert_eq!(changed.settings().highway.get("primary"), Some(&70.0));
    assert_eq!(changed.settings().highway.get("secondary"), Some(&55.0));
    assert_ne!(changed.fingerprint().unwrap(), car.fingerprint().unwrap());
    assert_eq!(car.with_overrides("").unwrap(), car);
    assert!(matches!(car.with_overrides("colour = 1"), Err(ProfileError::Toml(_))));
    let absurd = car.with_overrides("[highway]\nprimary = 900.0").unwrap_err().to_string();
    assert_eq!(absurd, "profile setting highway.primary is 900, outside 0.5 to 200");
}
