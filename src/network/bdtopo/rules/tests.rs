use super::*;

fn road(speed_kmh: f64) -> Segment<'static> {
    Segment {
        direction: "Double sens".into(),
        speed_kmh: Some(speed_kmh),
        access: "Libre".into(),
        nature: "Route à 1 chaussée".into(),
        importance: "4".into(),
        ..Segment::default()
    }
}

fn car(segment: &Segment<'_>) -> Result<(Option<f64>, Option<f64>), Refusal> {
    classify(&Profile::new(Mode::Car), segment).map(|class| (class.forward_kmh, class.backward_kmh))
}

#[test]
fn a_car_drives_the_stated_mean_speed_in_the_stated_direction() {
    for (direction, expected) in [
        ("Double sens", (Some(67.0), Some(67.0))),
        ("Sens direct", (Some(67.0), None)),
        ("Sens inverse", (None, Some(67.0))),
        ("Sans objet", (Some(67.0), Some(67.0))),
        ("", (Some(67.0), Some(67.0))),
    ] {
        assert_eq!(car(&Segment { direction: direction.into(), ..road(67.0) }), Ok(expected), "{direction}");
    }
}

#[test]
fn what_is_closed_to_cars_says_why() {
    let closed = |segment: Segment<'static>| car(&segment).unwrap_err();
    for access in ["Physiquement impossible", "Restreint aux ayants droit"] {
        assert_eq!(closed(Segment { access: access.into(), ..road(50.0) }), Refusal::Access, "{access}");
    }
    assert_eq!(closed(road(0.0)), Refusal::Access);
    assert_eq!(closed(Segment { nature: "Chemin".into(), ..road(1.0) }), Refusal::Class);
    for nature in ["Sentier", "Escalier", "Piste cyclable"] {
        assert_eq!(closed(Segment { nature: nature.into(), ..road(30.0) }), Refusal::Class, "{nature}");
    }
    assert_eq!(closed(Segment { state: "En projet".into(), ..road(50.0) }), Refusal::NotBuilt);
    assert_eq!(closed(Segment { max_height_m: Some(1.9), ..road(50.0) }), Refusal::Impassable);
    let private = Segment { private: "Oui".into(), access: "".into(), ..road(50.0) };
    assert_eq!(closed(private.clone()), Refusal::Access);
    assert!(car(&Segment { access: "A péage".into(), ..private }).is_ok());
}

#[test]
fn where_no_speed_is_stated_the_class_gives_it() {
    let unsaid = |nature: &'static str, importance: &'static str| Segment {
        speed_kmh: None,
        nature: nature.into(),
        importance: importance.into(),
        ..road(0.0)
    };
    for (nature, importance, kmh) in [
        ("Type autoroutier", "1", 90.0),
        ("Route à 2 chaussées", "2", 65.0),
        ("Route à 1 chaussée", "3", 55.0),
        ("Route à 1 chaussée", "5", 25.0),
        ("Route à 1 chaussée", "", 25.0),
        ("Route empierrée", "6", 10.0),
        ("Bretelle", "1", 45.0),
    ] {
        assert_eq!(car(&unsaid(nature, importance)), Ok((Some(kmh), Some(kmh))), "{nature} {importance}");
    }
}

#[test]
fn a_ferry_is_one_for_everybody() {
    for (stated, kmh) in [(Some(8.0), 8.0), (Some(0.0), 5.0), (None, 5.0)] {
        let boat = Segment { nature: "Bac ou liaison maritime".into(), speed_kmh: stated, ..road(0.0) };
        for mode in Mode::ALL {
            let class = classify(&Profile::new(mode), &boat).unwrap();
            assert_eq!((class.forward_kmh, class.attributes), (Some(kmh), Attributes::FERRY), "{mode:?}");
        }
    }
}

#[test]
fn a_period_of_closure_is_winter_unless_its_dates_say_otherwise() {
    let attributes = |period: &'static str| {
        let pass = Segment { closed_when: period.into(), ..road(50.0) };
        classify(&Profile::new(Mode::Car), &pass).unwrap().attributes
    };
    let winter = Attributes::WINTER.with(Attributes::CONDITIONAL);
    for period in ["Fermeture hivernale", "du 15/11 au 31/05", "15 novembre - 15 mai", "Oui"] {
        assert_eq!(attributes(period), winter, "{period}");
    }
    assert_eq!(attributes("01/07-31/08"), Attributes::CONDITIONAL);
    assert_eq!(attributes("Sans objet"), Attributes::default());
}

#[test]
fn walkers_and_bicycles_take_the_class_and_not_the_speed_of_cars() {
    let stairs = Segment { nature: "Escalier".into(), access: "Physiquement impossible".into(), ..road(0.0) };
    let kmh = |mode: Mode, segment: &Segment<'_>| {
        classify(&Profile::new(mode), segment).map(|class| (class.forward_kmh, class.backward_kmh))
    };
    assert_eq!(kmh(Mode::Foot, &stairs), Ok((Some(3.0), Some(3.0))));
    assert_eq!(kmh(Mode::Bicycle, &stairs), Ok((Some(2.0), Some(2.0))));
    let street = Segment { direction: "Sens inverse".into(), ..road(30.0) };
    assert_eq!(kmh(Mode::Foot, &street), Ok((Some(5.0), Some(5.0))));
    assert_eq!(kmh(Mode::Bicycle, &street), Ok((None, Some(15.0))));
    let motorway = Segment { nature: "Type autoroutier".into(), ..road(110.0) };
    assert_eq!(kmh(Mode::Foot, &motorway), Err(Refusal::Access));
    let estate = Segment { access_on_foot: "Restreint aux ayants droit".into(), ..road(30.0) };
    assert_eq!(kmh(Mode::Foot, &estate), Err(Refusal::Access));
    assert!(kmh(Mode::Car, &estate).is_ok());
}
