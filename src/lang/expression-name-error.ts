/** A model names something that does not exist: found when it is loaded. */
export class ExpressionNameError extends Error {}
