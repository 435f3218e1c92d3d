//! Weights of the factors, in the worker's and in the employer's view, and their blend.

use serde::{Deserialize, Serialize};

use crate::{Error, ErrorCode, Result};

/// What a score is made of; the formulas stand in [the semantics](crate::guide::semantics).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// Closeness of the wished occupations to the posting's.
    Occupation,
    /// Cover of the desired skills.
    Skills,
    /// Pay against the floor.
    Pay,
    /// Nearness.
    Distance,
    /// Share of the open shifts that fit.
    Time,
    /// Shared words of title and wishes.
    Text,
    /// Freshness of the ad and urgency of the work.
    Freshness,
    /// Experience against what is wished for.
    Experience,
}

impl Factor {
    /// How many factors there are.
    pub const COUNT: usize = 8;

    /// Every factor, in the order of weights and explanations.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Occupation,
        Self::Skills,
        Self::Pay,
        Self::Distance,
        Self::Time,
        Self::Text,
        Self::Freshness,
        Self::Experience,
    ];

    /// The factor's name in weights and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Occupation => "occupation",
            Self::Skills => "skills",
            Self::Pay => "pay",
            Self::Distance => "distance",
            Self::Time => "time",
            Self::Text => "text",
            Self::Freshness => "freshness",
            Self::Experience => "experience",
        }
    }
}

/// One side's weights: integers that sum to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightProfile {
    /// Weight of [`Factor::Occupation`].
    #[serde(default)]
    pub occupation: u32,
    /// Weight of [`Factor::Skills`].
    #[serde(default)]
    pub skills: u32,
    /// Weight of [`Factor::Pay`].
    #[serde(default)]
    pub pay: u32,
    /// Weight of [`Factor::Distance`].
    #[serde(default)]
    pub distance: u32,
    /// Weight of [`Factor::Time`].
    #[serde(default)]
    pub time: u32,
    /// Weight of [`Factor::Text`].
    #[serde(default)]
    pub text: u32,
    /// Weight of [`Factor::Freshness`].
    #[serde(default)]
    pub freshness: u32,
    /// Weight of [`Factor::Experience`].
    #[serde(default)]
    pub experience: u32,
}

impl WeightProfile {
    /// The weights in the order of [`Factor::ALL`].
    pub fn to_array(self) -> [u32; Factor::COUNT] {
        [self.occupation, self.skills, self.pay, self.distance, self.time, self.text, self.freshness, self.experience]
    }

    /// The weight of one factor.
    pub fn get(self, factor: Factor) -> u32 {
        self.to_array()[factor as usize]
    }

    fn validate(self, side: &str) -> Result<()> {
        let sum: u64 = self.to_array().into_iter().map(u64::from).sum();
        if sum == 100 {
            return Ok(());
        }
        let message = format!("the {side} weights sum to {sum}; allowed are integers from 0 that sum to 100");
        Err(Error::new(ErrorCode::InvalidWeights, message).with_field("weights"))
    }
}

/// Both sides' weights and how they are blended.
///
/// `score = blend * worker_score + (100 - blend) * employer_score`.
///
/// # Example
///
/// ```
/// use gigmatch::Weights;
///
/// let mut weights = Weights::default();
/// assert!(weights.validate().is_ok());
/// weights.blend = 101;
/// assert_eq!(weights.validate().unwrap_err().code().as_str(), "weights.invalid");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// The worker's view.
    pub worker: WeightProfile,
    /// The employer's view.
    pub employer: WeightProfile,
    /// Share of the worker's view in percent, 0 to 100.
    pub blend: u32,
}

impl Default for Weights {
    /// Workers ask first for the kind of work, pay and nearness; employers for skills, occupation, time and experience.
    fn default() -> Self {
        Self {
            worker: WeightProfile {
                occupation: 25,
                skills: 10,
                pay: 20,
                distance: 20,
                time: 10,
                text: 5,
                freshness: 5,
                experience: 5,
            },
            employer: WeightProfile {
                occupation: 20,
                skills: 25,
                pay: 5,
                distance: 10,
                time: 15,
                text: 5,
                freshness: 5,
                experience: 15,
            },
            blend: 50,
        }
    }
}

impl Weights {
    /// Checks that both profiles sum to 100 and the blend is a percentage, which bounds a score by 100,000,000.
    ///
    /// # Errors
    ///
    /// `weights.invalid`.
    pub fn validate(&self) -> Result<()> {
        self.worker.validate("worker's")?;
        self.employer.validate("employer's")?;
        if self.blend > 100 {
            let message = format!("the blend is {}; allowed is 0 to 100", self.blend);
            return Err(Error::new(ErrorCode::InvalidWeights, message).with_field("blend"));
        }
        Ok(())
    }

    /// What one point of a factor adds to the score: `blend * worker + (100 - blend) * employer`.
    pub fn combined(&self, factor: Factor) -> u32 {
        self.blend * self.worker.get(factor) + (100 - self.blend) * self.employer.get(factor)
    }
}
