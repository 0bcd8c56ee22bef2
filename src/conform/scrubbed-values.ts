import { findScrubbed, parseScrubPolicy, type RecordedSession } from '#recording'

/** What stands in a session in place of something that was scrubbed; looked for when first asked. */
export class ScrubbedValues {
  readonly #session: RecordedSession
  #tokens: readonly string[] | undefined

  constructor(session: RecordedSession) {
    this.#session = session
  }

  /** Whether a text holds such a value. */
  isIn(text: string): boolean {
    const { exchanges, scrubToml = '' } = this.#session
    this.#tokens ??= [...findScrubbed(exchanges, parseScrubPolicy(scrubToml).policy)]
    return this.#tokens.some((token) => text.includes(token))
  }
}
