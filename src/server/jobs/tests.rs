use std::sync::mpsc;

use super::*;

fn jobs(change: impl FnOnce(&mut JobLimits)) -> Jobs {
    let mut limits = JobLimits { workers: 1, ..JobLimits::default() };
    change(&mut limits);
    Jobs::new(&limits)
}

fn document(text: &'static str) -> Output {
    Output::Document(Bytes::from_static(text.as_bytes()))
}

/// A job that answers at once.
fn quick(jobs: &Jobs, text: &'static str) -> String {
    jobs.submit(Kind::Stops, std::future::ready(Ok(())), move |(), _| Ok(document(text))).unwrap().id
}

async fn ended(jobs: &Jobs, id: &str) -> JobDocument {
    loop {
        let job = jobs.look(id).unwrap();
        if !matches!(job.state, State::Queued | State::Running) {
            return job;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_job_that_panics_fails_with_a_problem_and_the_next_one_runs() {
    let jobs = jobs(|_| {});
    let fail = |(), _: &Watch| -> Result<Output, Problem> { panic!("the secret cause") };
    let id = jobs.submit(Kind::Tour, std::future::ready(Ok(())), fail).unwrap().id;
    let job = ended(&jobs, &id).await;
    assert_eq!(job.state, State::Failed);
    let problem = job.problem.unwrap().to_json();
    assert_eq!(problem["status"], 500);
    assert!(!problem.to_string().contains("secret"), "{problem}");
    let id = quick(&jobs, "1");
    assert_eq!(ended(&jobs, &id).await.state, State::Done);
    let preparing = async { panic!("before the work") };
    let id = jobs.submit(Kind::Tour, preparing, |(), _: &Watch| Ok(document("1"))).unwrap().id;
    assert_eq!(ended(&jobs, &id).await.state, State::Failed);
    assert_eq!(jobs.output(&id).unwrap_err().to_json()["status"], 409);
}

#[tokio::test]
async fn jobs_wait_for_the_one_worker_and_no_more_than_so_many_are_taken_on() {
    let jobs = jobs(|limits| limits.active = 3);
    let (release, gate) = mpsc::channel::<()>();
    let wait = move |(), _: &Watch| {
        gate.recv().ok();
        Ok(document("first"))
    };
    let first = jobs.submit(Kind::Stops, std::future::ready(Ok(())), wait).unwrap().id;
    while jobs.look(&first).unwrap().state != State::Running {
        tokio::task::yield_now().await;
    }
    let (second, third) = (quick(&jobs, "second"), quick(&jobs, "third"));
    let refused = jobs.submit(Kind::Stops, std::future::ready(Ok(())), |(), _: &Watch| Ok(document("")));
    assert_eq!(refused.unwrap_err().to_json()["status"], 503);
    assert_eq!(jobs.look(&second).unwrap().state, State::Queued);
    // One that waits is cancelled without ever running, and makes room.
    assert_eq!(jobs.cancel(&third).unwrap().state, State::Cancelled);
    let fourth = quick(&jobs, "fourth");
    release.send(()).unwrap();
    for id in [&first, &second, &fourth] {
        assert_eq!(ended(&jobs, id).await.state, State::Done);
    }
    assert_eq!(jobs.look(&third).unwrap().state, State::Cancelled);
    assert_eq!(jobs.cancel(&first).unwrap().state, State::Done, "what has ended stays");
}

#[tokio::test]
async fn a_cancelled_job_stops_its_work_which_frees_the_worker() {
    let jobs = jobs(|_| {});
    let work = |(), watch: &Watch| {
        while watch.goes_on(0.25) {
            std::thread::yield_now();
        }
        Ok(document("too late"))
    };
    let id = jobs.submit(Kind::Tour, std::future::ready(Ok(())), work).unwrap().id;
    while jobs.look(&id).unwrap().progress != Some(0.25) {
        tokio::task::yield_now().await;
    }
    assert_eq!(jobs.cancel(&id).unwrap().state, State::Cancelled);
    let next = quick(&jobs, "next");
    assert_eq!(ended(&jobs, &next).await.state, State::Done);
    let job = jobs.look(&id).unwrap();
    assert_eq!((job.state, job.result), (State::Cancelled, None));
}

#[tokio::test]
async fn work_is_told_when_its_time_is_over() {
    let jobs = jobs(|limits| limits.time = Duration::ZERO);
    let work =
        |(), watch: &Watch| if watch.is_over() { Ok(document("over")) } else { Ok(document("goes on")) };
    let id = jobs.submit(Kind::Stops, std::future::ready(Ok(())), work).unwrap().id;
    ended(&jobs, &id).await;
    assert!(matches!(jobs.output(&id), Ok(Output::Document(bytes)) if &bytes[..] == b"over"));
}

#[tokio::test]
async fn results_are_forgotten_by_number_by_bytes_and_after_a_time() {
    let few = jobs(|limits| limits.remembered = 2);
    let mut ids = Vec::new();
    for text in ["a", "b", "c"] {
        ids.push(quick(&few, text));
        ended(&few, &ids[ids.len() - 1]).await;
    }
    let problem = few.look(&ids[0]).unwrap_err().to_json();
    assert_eq!(problem["type"], "urn:maillage:problem:unknown-job");
    assert!(few.look(&ids[1]).is_ok() && few.look(&ids[2]).is_ok());

    let small = jobs(|limits| limits.result_bytes = 5);
    let first = quick(&small, "abc");
    ended(&small, &first).await;
    let second = quick(&small, "abcd");
    ended(&small, &second).await;
    assert!(small.look(&first).is_err() && small.output(&second).is_ok());
    let large = quick(&small, "abcdef");
    assert_eq!(ended(&small, &large).await.problem.unwrap().to_json()["status"], 422);
    assert!(small.output(&second).is_ok(), "what is too large pushes nothing out");

    let short = jobs(|limits| limits.remembered_for = Duration::ZERO);
    let id = quick(&short, "abc");
    while short.look(&id).is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(short.cancel(&id).is_err());
}

#[tokio::test]
async fn names_of_jobs_are_long_and_differ() {
    let jobs = jobs(|_| {});
    let names: std::collections::BTreeSet<String> = (0..16).map(|_| quick(&jobs, "")).collect();
    assert_eq!(names.len(), 16);
    assert!(names.iter().all(|name| name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit())));
}
