//! Without a network: what to download by hand, and where to put it.

use std::net::TcpListener;
use std::process::Command;

use crate::common::root;
use crate::desk::Desk;

/// A port of loopback on which nobody listens.
fn closed_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// The command with the catalogue that ships, behind a proxy that is not there: no question leaves this machine.
fn without_network(arguments: &[&str]) -> (Option<i32>, String) {
    let dir = tempfile::tempdir().unwrap();
    let proxy = format!("http://127.0.0.1:{}", closed_port());
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillage"));
    for name in ["ALL_PROXY", "all_proxy", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"]
    {
        command.env_remove(name);
    }
    // A certificate that rustls leaves out, so that the test does not need those of the system.
    let pem = dir.path().join("authorities.pem");
    std::fs::write(&pem, "-----BEGIN CERTIFICATE-----\ndGVzdA==\n-----END CERTIFICATE-----\n").unwrap();
    let output = command
        .args(["fetch", "--patience", "5"])
        .args(arguments)
        .env("HTTPS_PROXY", proxy)
        .env("SSL_CERT_FILE", pem)
        .env("MAILLAGE_DATA", root().join("data"))
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing but the certificate");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn by_hand(arguments: &[&str], expected: &[&str]) {
    let (status, said) = without_network(arguments);
    assert_eq!(status, Some(2), "{said}");
    for text in expected {
        assert!(said.contains(text), "“{text}” is not in:\n{said}");
    }
}

#[test]
fn a_connection_that_is_refused_ends_in_what_to_do_by_hand() {
    let desk = Desk::new("");
    desk.catalogue(&format!("http://127.0.0.1:{}/a", closed_port()), "a.osm.pbf", "note = \"look twice\"");
    let said = desk.fetch().failed(&["error: 127.0.0.1 cannot be reached: "]);
    let expected = "     page     https://example.org/page\n";
    assert!(said.contains(expected), "{said}");
    assert!(
        said.contains("     file     a.osm.pbf\n     put it   out/a.osm.pbf\n     note     look twice\n"),
        "{said}"
    );
    assert!(said.contains("then:\n    maillage roads build out/a.osm.pbf -o out/a.roads\n"), "{said}");
    assert_eq!(desk.files(), [""; 0]);
}

#[test]
fn the_proxy_of_the_environment_is_asked_and_named() {
    by_hand(
        &["roads", "--territory", "48", "--yes"],
        &[
            "download.geofabrik.de cannot be reached: ",
            "by the proxy of HTTPS_PROXY",
            "https://download.geofabrik.de/europe/france/languedoc-roussillon.html",
            "languedoc-roussillon-latest.osm.pbf",
            "maillage roads build languedoc-roussillon-latest.osm.pbf -o languedoc-roussillon.roads",
            "also --entry osm-france",
        ],
    );
}

#[test]
fn each_subject_says_its_page_its_file_and_its_command() {
    for (subject, expected) in [
        (
            "venues",
            [
                "https://cartographie.societenumerique.gouv.fr/",
                "maillage check lieux-de-mediation-numerique.csv",
            ],
        ),
        (
            "grid",
            [
                "https://www.insee.fr/fr/statistiques/8735162",
                "unzip Filosofi2021_carreaux_200m_csv.zip carreaux_200m_met.csv -d .",
            ],
        ),
        (
            "boundaries",
            [
                "gunzip communes-50m.geojson.gz",
                "maillage import -o TERRITORY --boundaries communes-50m.geojson",
            ],
        ),
        (
            "population",
            [
                "https://www.insee.fr/fr/statistiques/8680726",
                "maillage import -o TERRITORY --population donnees_communes.csv",
            ],
        ),
        (
            "mergers",
            ["v_mvt_commune_2026.csv", "maillage import -o TERRITORY --mergers v_mvt_commune_2026.csv"],
        ),
        (
            "indicators",
            ["https://www.insee.fr/fr/statistiques/8581696", "also --entry indice-de-fragilite-numerique"],
        ),
    ] {
        by_hand(&[subject, "--territory", "48", "--dry-run"], &expected);
    }
}

#[test]
fn what_has_no_address_is_for_hands_without_asking_anybody() {
    by_hand(
        &["indicators", "--territory", "48", "--entry", "indice-de-fragilite-numerique"],
        &[
            "the catalogue knows no address of the file, only its page",
            "https://lamednum.coop/actions/indice-de-fragilite-numerique/",
        ],
    );
    by_hand(
        &["boundaries", "--territory", "48", "--entry", "admin-express"],
        &["7z x", "https://geoservices.ign.fr/adminexpress"],
    );
    by_hand(
        &["grid", "--territory", "971"],
        &["the catalogue has no grid for département 971; find one by hand"],
    );
}

#[test]
fn a_territory_across_former_regions_names_each_extract() {
    by_hand(
        &["roads", "--territory", "region:76", "--dry-run"],
        &["midi-pyrenees-latest.osm.pbf", "languedoc-roussillon-latest.osm.pbf", "osmium merge "],
    );
    by_hand(
        &["roads", "--territory", "48095,2A004", "--dry-run"],
        &["corse-latest.osm.pbf", "languedoc-roussillon-latest.osm.pbf"],
    );
}
