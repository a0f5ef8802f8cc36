/** Metric names: the side, an underscore, the metric's own name. */
export const METRIC_NAME = /^(train|val|test)_[a-z0-9][a-z0-9_-]*$/;
