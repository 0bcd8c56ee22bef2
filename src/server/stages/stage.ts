import type { Answer } from '#engine'
import type { HttpRequest } from '#http'

/** What a stage may know of a request and ask of its session. */
export interface StageCall {
  readonly request: HttpRequest
  /** The route that would answer; undefined when none would. */
  readonly route: string | undefined
  /** On the clock of the session. */
  readonly nowMs: number
  /** How the client calls the twin, `http://127.0.0.1:8080`. */
  readonly origin: string
  /** How the service answers such a request with this status, as far as the twin knows. */
  answerAs(status: number): Answer | undefined
  /** What the session would answer to another request now; nothing comes of it. Undefined where the twin can't tell. */
  foresee(request: HttpRequest): Answer | undefined
  /** Calls back when the answer has left, or nobody waits for it any more: until then the request holds something. */
  onSent(release: () => void): void
}

/** One concept around the answers of a session, with what it remembers of it. */
export interface Stage {
  readonly name: string
  /** Whether a request has to wait before it is asked: calls back when it may go on. */
  hold?(call: StageCall): ((goOn: () => void) => void) | undefined
  /** Whether some request may have to wait now. */
  readonly holds?: boolean
  /** An answer in place of the twin's: the request has no effect. */
  enter(call: StageCall): Answer | undefined
  /** The answer as it goes out. */
  leave?(call: StageCall, answer: Answer): Answer
  /** One that goes on as this one will. */
  fork(): Stage
  /** What it remembers, as JSON; one that has no `save` remembers nothing. */
  save?(): unknown
  /** One of the same kind that remembers this. Throws where it can't be read. */
  load?(saved: unknown): Stage
  /** What it remembers, for people. */
  describe?(nowMs: number): unknown
}
