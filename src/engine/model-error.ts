/** A model does not hold together; the message begins with the place: `GET /orders/{id}: variant "ok": body: unknown name 'ordr'`. */
export class ModelError extends Error {}

/** Runs what compiles a part of a model; an error that it throws tells the part. Throws `ModelError`. */
export function within<T>(place: string, compile: () => T): T {
  try {
    return compile()
  } catch (cause) {
    throw new ModelError(`${place}: ${(cause as Error).message}`, { cause: cause instanceof ModelError ? cause.cause : cause })
  }
}

/** Not the model is at fault: a link asks of it what it does not have. */
export class LinkError extends ModelError {}
