/** Metric names: the side, an underscore, the metric's own name. */
export const METRIC_NAME = /^(train|val|test)_[a-z0-9][a-z0-9_-]*$/;

/** What the best checkpoint may be chosen by: never a look at the test side. */
export const SELECTABLE_METRIC = /^(train|val)_[a-z0-9][a-z0-9_-]*$/;
