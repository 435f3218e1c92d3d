//! Learning what pieces say for and against labels and their groups, and how much names and words say.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::{BySource, CANDIDATES, GROUP, Source, TitleClassifier, Vector, WEIGHED, score};

impl TitleClassifier {
    /// Learns from the examples what their pieces say for and against labels.
    ///
    /// The result depends on the examples and their order alone.
    pub fn learn(&mut self) {
        self.learn_in_groups(&[]);
    }

    /// Learns it for groups of labels too: `groups` has those of each label, counted from 0.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch_text::{Source, TitleClassifier};
    ///
    /// let examples = [
    ///     (0, Source::Name, "中式烹调师"),
    ///     (0, Source::Title, "火锅店招聘厨师"),
    ///     (1, Source::Name, "西式烹调师"),
    ///     (2, Source::Name, "店长"),
    ///     (2, Source::Title, "火锅店储备店长"),
    /// ];
    /// let mut classifier = TitleClassifier::with_sources(examples);
    /// classifier.learn_in_groups(&[vec![0], vec![0], vec![1]]);
    /// assert_eq!(classifier.rank("火锅店厨师", 3)[0].label, 0);
    /// ```
    pub fn learn_in_groups(&mut self, groups: &[Vec<u32>]) {
        const ROUNDS: u32 = 4;
        let first = u32::try_from(self.of_label.len()).unwrap_or(u32::MAX);
        let nodes = |groups: &Vec<u32>| groups.iter().map(|group| first.saturating_add(*group)).collect();
        self.groups = groups.iter().map(nodes).collect();
        let mut source_weights = [0.0; WEIGHED.len()];
        let mut lessons = self.lessons();
        let mut weights = vec![0.0_f32; lessons.pairs.len()];
        let mut order: Vec<usize> = (0..lessons.all.len()).collect();
        let mut random = 12_345_u64;
        for round in 0..ROUNDS {
            for place in (1..order.len()).rev() {
                // Knuth's linear congruential generator: any fixed order that is no order will do.
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                order.swap(place, usize::try_from(random >> 33).unwrap_or(0) % (place + 1));
            }
            #[expect(clippy::cast_precision_loss, reason = "a small number")]
            let rate = 1.0 / (1.0 + 0.3 * round as f32);
            for lesson in &order {
                lessons.all[*lesson].study(&mut weights, &mut source_weights, rate);
            }
        }
        let mut learned: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.rarities.len()];
        for ((piece, node), weight) in lessons.pairs.drain(..).zip(weights) {
            // What is next to nothing changes no rank and takes most of the room.
            if weight.abs() > 0.01 {
                learned[piece as usize].push((node, weight));
            }
        }
        for nodes in &mut learned {
            nodes.sort_unstable_by_key(|(node, _)| *node);
        }
        self.learned = learned;
        self.source_weights = source_weights;
    }

    fn lessons(&self) -> Lessons {
        let mut vectors: Vec<Vector> = vec![Vec::new(); self.labels.len()];
        for (piece, examples) in (0..).zip(&self.examples) {
            for (example, weight) in examples {
                vectors[*example as usize].push((piece, *weight));
            }
        }
        let mut lessons = Lessons { pairs: Vec::new(), all: Vec::new() };
        // By piece, for one after another is looked up with all nodes of a lesson, and then stands in cache.
        let mut places: Vec<HashMap<u32, u32, FixedState>> = vec![HashMap::default(); self.rarities.len()];
        let (mut similarities, mut scores) = (vec![0.0; self.labels.len()], Vec::new());
        for (example, vector) in vectors.into_iter().enumerate() {
            similarities.fill(0.0);
            self.compare(&vector, &mut similarities);
            // As if it were a title: nothing is known of it but the other examples.
            similarities[example] = 0.0;
            let label = self.labels[example];
            let mut candidates = self.candidates(&similarities, &mut scores, CANDIDATES);
            if !candidates.iter().any(|(other, _)| *other == label) {
                candidates.push((label, scores[label as usize]));
            }
            let mut nodes: Vec<u32> = Vec::new();
            let mut at_node = |node: u32| {
                nodes.iter().position(|other| *other == node).unwrap_or_else(|| {
                    nodes.push(node);
                    nodes.len() - 1
                })
            };
            let answers = candidates.into_iter().map(|(other, sum)| Answer {
                first: Self::first_score(sum),
                by_source: self.by_source(&similarities, other),
                is_right: other == label,
                node: at_node(other),
                groups: self.groups_of(other).iter().map(|group| at_node(*group)).collect(),
            });
            let answers = answers.collect();
            let mut of_nodes = vec![0; nodes.len() * vector.len()];
            for (at, (piece, _)) in vector.iter().enumerate() {
                let places = &mut places[*piece as usize];
                for (node, of_node) in nodes.iter().zip(of_nodes.chunks_exact_mut(vector.len())) {
                    of_node[at] = *places.entry(*node).or_insert_with(|| {
                        lessons.pairs.push((*piece, *node));
                        u32::try_from(lessons.pairs.len() - 1).unwrap_or(u32::MAX)
                    });
                }
            }
            let is_title = self.sources[example] == Source::Title;
            let pieces = vector.into_iter().map(|(_, weight)| weight).collect();
            lessons.all.push(Lesson { pieces, is_title, answers, weights: of_nodes });
        }
        lessons
    }
}

/// Everything that is learned from.
struct Lessons {
    /// The piece and the node of each weight.
    pairs: Vec<(u32, u32)>,
    all: Vec<Lesson>,
}

/// One example, and the labels that it is to be told apart from.
struct Lesson {
    /// The weights of its pieces.
    pieces: Vec<f32>,
    is_title: bool,
    answers: Vec<Answer>,
    /// For each node of the answers, one after another, the place of the weight of each piece.
    weights: Vec<u32>,
}

struct Answer {
    first: f32,
    by_source: BySource,
    is_right: bool,
    /// The label among the nodes.
    node: usize,
    /// Its groups among the nodes.
    groups: Vec<usize>,
}

impl Lesson {
    /// Takes one step down the gradient of the cross entropy.
    fn study(&self, weights: &mut [f32], source_weights: &mut BySource, rate: f32) {
        /// Few weights that every title moves need small steps.
        const SOURCE_RATE: f32 = 0.005;
        if self.pieces.is_empty() {
            return;
        }
        let places = || self.weights.chunks_exact(self.pieces.len());
        let of_node =
            |places: &[u32]| places.iter().zip(&self.pieces).map(|(at, piece)| weights[*at as usize] * piece).sum();
        let of_nodes: Vec<f32> = places().map(of_node).collect();
        let score = |answer: &Answer| {
            let of_groups = answer.groups.iter().map(|group| of_nodes[*group]).sum();
            score(answer.first, answer.by_source, *source_weights, of_nodes[answer.node], of_groups)
        };
        let mut shares: Vec<f32> = self.answers.iter().map(score).collect();
        let best = shares.iter().copied().fold(f32::MIN, f32::max);
        for share in &mut shares {
            *share = (*share - best).exp();
        }
        let all: f32 = shares.iter().sum();
        let mut wrong_of_nodes = vec![0.0; of_nodes.len()];
        for (answer, share) in self.answers.iter().zip(shares) {
            let wrong = share / all - if answer.is_right { 1.0 } else { 0.0 };
            wrong_of_nodes[answer.node] += wrong;
            for group in &answer.groups {
                wrong_of_nodes[*group] += GROUP * wrong;
            }
            if self.is_title {
                for (weight, said) in source_weights.iter_mut().zip(answer.by_source) {
                    *weight -= SOURCE_RATE * rate * wrong * said;
                }
            }
        }
        for (places, wrong) in places().zip(wrong_of_nodes) {
            if f32::abs(wrong) < 0.005 {
                continue;
            }
            for (at, piece) in places.iter().zip(&self.pieces) {
                weights[*at as usize] -= rate * wrong * piece;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_label_teaches_is_said_of_its_group_too() {
        let examples = [(0, "钳工"), (0, "修理钳工"), (1, "车工"), (2, "店员"), (2, "修理店员"), (3, "店长")];
        let mut classifier = TitleClassifier::new(examples);
        classifier.learn_in_groups(&[vec![0], vec![0], vec![1], vec![1]]);
        let shop = classifier.vector_of("店");
        let (works, shops) = (classifier.groups_of(1)[0], classifier.groups_of(3)[0]);
        assert!(classifier.learned_score(&shop, shops) > 0.0 && classifier.learned_score(&shop, works) < 0.0);
    }

    #[test]
    fn titles_teach_which_source_is_to_be_trusted() {
        let mut classifier = TitleClassifier::with_sources([
            (0, Source::Name, "焊工"),
            (0, Source::Word, "钳工"),
            (0, Source::Title, "招焊工"),
            (1, Source::Name, "钳工"),
            (1, Source::Word, "焊工"),
            (1, Source::Title, "招钳工"),
        ]);
        classifier.learn();
        assert!(classifier.source_weights[0] > 0.0 && classifier.source_weights[1] < 0.0);
        assert_eq!(classifier.rank("焊工", 1)[0].label, 0);
        assert_eq!(classifier.rank("钳工", 1)[0].label, 1);
    }
}
