use std::future::ready;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

impl Weighed for String {
    fn weight(&self) -> usize {
        self.len()
    }
}

/// Asks for `key`, counting how many times it is computed.
async fn ask(cache: &Cache<String>, queue: &Queue, key: &str, count: &Arc<AtomicUsize>) -> Outcome<String> {
    let count = Arc::clone(count);
    let value = key.repeat(10);
    cache
        .get(key, queue, ready(Ok(value)), move |value| {
            count.fetch_add(1, Ordering::SeqCst);
            Ok(value)
        })
        .await
}

#[tokio::test]
async fn a_question_asked_many_times_at_once_computes_once() {
    let (cache, queue, count) = (Cache::new(10_000), Queue::new(2, 2), Arc::default());
    let asked = || ask(&cache, &queue, "a", &count);
    let answers = tokio::join!(asked(), asked(), asked(), asked(), asked());
    assert_eq!(*answers.4.unwrap(), "aaaaaaaaaa");
    asked().await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn the_least_recently_used_goes_first_and_the_bytes_stay_bounded() {
    let (cache, queue, count) = (Cache::new(700), Queue::new(2, 2), Arc::default());
    for key in ["a", "b", "a", "c", "a"] {
        ask(&cache, &queue, key, &count).await.unwrap();
    }
    assert_eq!(count.load(Ordering::SeqCst), 3, "a stayed, b went for c");
    ask(&cache, &queue, "b", &count).await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 4);
    let shelf = cache.lock();
    assert!(shelf.bytes <= 700 && shelf.slots.len() == 2 && shelf.by_use.len() == 2, "{shelf:?}");
}

#[tokio::test]
async fn a_value_heavier_than_the_cache_is_answered_and_not_kept() {
    let (cache, queue, count) = (Cache::new(5), Queue::new(1, 1), Arc::default());
    ask(&cache, &queue, "a", &count).await.unwrap();
    assert!(cache.lock().slots.is_empty());
}

#[tokio::test]
async fn a_failure_is_told_to_all_who_wait_and_forgotten() {
    let (cache, queue, count) = (Cache::new(10_000), Queue::new(1, 1), Arc::default());
    let fail = || cache.get("a", &queue, ready(Ok(())), |()| -> Result<String, _> { panic!("a bug") });
    let (one, two) = tokio::join!(fail(), fail());
    assert_eq!(one.unwrap_err(), two.unwrap_err());
    ask(&cache, &queue, "a", &count).await.unwrap();
}

#[tokio::test]
async fn a_preparation_that_panics_leaves_nothing_under_way() {
    let (cache, queue, count) = (Cache::new(10_000), Queue::new(1, 1), Arc::default());
    let prepare = async { panic!("a bug") };
    let answer = cache.get("a", &queue, prepare, |value: String| Ok(value)).await;
    assert!(answer.is_err());
    ask(&cache, &queue, "a", &count).await.unwrap();
}

#[tokio::test]
async fn a_question_whose_askers_left_before_its_turn_is_not_computed() {
    let (cache, queue, count) = (Cache::new(10_000), Queue::new(1, 5), Arc::default());
    let turn = queue.turn().await.unwrap();
    let asker = tokio::spawn({
        let (cache, queue, count) = (cache.clone(), queue.clone(), Arc::clone(&count));
        async move { ask(&cache, &queue, "a", &count).await }
    });
    while cache.lock().slots.is_empty() {
        tokio::task::yield_now().await;
    }
    asker.abort();
    while !cache.lock().slots.is_empty() {
        tokio::task::yield_now().await;
    }
    drop(turn);
    ask(&cache, &queue, "b", &count).await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 1, "only b");
}
