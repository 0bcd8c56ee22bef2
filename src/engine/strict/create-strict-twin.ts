import { z } from 'zod'
import { fingerprint, late } from '#base'
import { type HttpRequest, type HttpResponse, parseTarget } from '#http'
import type { RecordedSession } from '#recording'
import { createOriginMasker } from '../origin.ts'
import type { Answer, SessionOptions, Twin, TwinSession } from '../twin.ts'
import { RecordedSequence, type SavedReader, SequenceReader } from './recorded-sequence.ts'
import { toRequestKey } from './request-key.ts'

/** How many of the client's last requests tell which recorded session it is going through. */
const remembered = 32

/** How many recorded sessions are looked at to find the one that the client is going through. */
const candidates = 64

interface Recordings {
  readonly origins: readonly string[]
  readonly sequences: readonly RecordedSequence[]
  /** Which sequences have a request. */
  readonly byKey: ReadonlyMap<string, readonly number[]>
  readonly scrub: (request: HttpRequest) => HttpRequest
}

export interface StrictTwinOptions {
  readonly name: string
  /** Scrubs a live request as the recorded ones were, so that the two are the same. */
  readonly scrub?: (request: HttpRequest) => HttpRequest
}

/**
 * A twin that gives recorded answers as they were, without a model: to the same method, target and body, in the order of
 * the recorded session that the client is going through. Bodies of the sessions must be without content-encoding.
 */
export function createStrictTwin(sessions: readonly RecordedSession[], options: StrictTwinOptions): Twin {
  const recordings = { ...indexRecordings(sessions), scrub: options.scrub ?? ((request: HttpRequest) => request) }
  const routes = sessions.flatMap((session) =>
    session.exchanges.map(({ request }) => `${request.method} ${parseTarget(request.target).path}`),
  )
  return {
    name: options.name,
    routes: [...new Set(routes)].sort(),
    createSession: (sessionOptions) => new StrictSession(recordings, sessionOptions),
    loadSession: (saved, sessionOptions) => StrictSession.load(recordings, savedSchema.parse(saved), sessionOptions),
    fingerprint: () => fingerprintOf(sessions),
  }
}

/** How far a client has come in the recordings, as data. */
const savedSchema = late(() =>
  z.strictObject({
    following: z.int().optional(),
    recent: z.array(z.string()),
    readers: z.array(z.tuple([z.int(), z.strictObject({ cursor: z.int(), used: z.array(z.tuple([z.string(), z.int()])) })])),
  }),
)

/** The same recordings: by which sessions there are, and what was asked in each and answered. */
function fingerprintOf(sessions: readonly RecordedSession[]): string {
  const decoder = new TextDecoder()
  const told = sessions.map(({ id, exchanges }) => [
    id,
    ...exchanges.map(({ request: { method, target }, response }) => [method, target, response?.status, decoder.decode(response?.body)]),
  ])
  return fingerprint(JSON.stringify(told))
}

function indexRecordings(sessions: readonly RecordedSession[]): Omit<Recordings, 'scrub'> {
  const origins = [...new Set(sessions.flatMap(({ upstream, origin }) => [upstream, origin]))]
  const mask = createOriginMasker(origins)
  const sequences = sessions.map((session) => new RecordedSequence(session, mask))
  const byKey = new Map<string, number[]>()
  for (const [index, sequence] of sequences.entries()) {
    for (const key of sequence.keys()) {
      const holders = byKey.get(key)
      if (holders === undefined) byKey.set(key, [index])
      else holders.push(index)
    }
  }
  return { origins, sequences, byKey }
}

class StrictSession implements TwinSession {
  readonly #recordings: Recordings
  readonly #options: SessionOptions
  readonly #masks = new Map<string, (text: string) => string>()
  readonly #readers = new Map<number, SequenceReader>()
  #following: number | undefined
  #recent: string[] = []

  constructor(recordings: Recordings, options: SessionOptions) {
    this.#recordings = recordings
    this.#options = options
  }

  answer(request: HttpRequest): Answer {
    const { clock, origin } = this.#options
    const key = toRequestKey(this.#recordings.scrub(request), this.#maskFor(origin))
    const recorded = this.#readerFor(key)?.next(key, request)
    clock.tick()
    if (recorded === undefined) return { response: toMiss(request), provenance: 'miss' }
    if (this.#recent.at(-1) !== key) this.#recent = [...this.#recent.slice(1 - remembered), key]
    return { response: recorded.respond(origin), provenance: 'recorded' }
  }

  /** Recordings have answers, not entities. */
  state(): Record<string, unknown> {
    return {}
  }

  reset(): void {
    this.#readers.clear()
    this.#following = undefined
    this.#recent = []
  }

  fork(options: SessionOptions): TwinSession {
    const session = new StrictSession(this.#recordings, options)
    for (const [index, reader] of this.#readers) session.#readers.set(index, reader.fork())
    session.#following = this.#following
    session.#recent = this.#recent
    return session
  }

  save(): z.output<typeof savedSchema> {
    const readers = [...this.#readers].map(([index, reader]): [number, SavedReader] => [index, reader.save()])
    const following = this.#following
    return { ...(following === undefined ? {} : { following }), recent: this.#recent, readers } as z.output<typeof savedSchema>
  }

  /** Throws where these are other recordings. */
  static load(
    recordings: Recordings,
    { following, recent, readers }: z.output<typeof savedSchema>,
    options: SessionOptions,
  ): StrictSession {
    const session = new StrictSession(recordings, options)
    for (const [index, saved] of readers) session.#readers.set(index, SequenceReader.load(session.#sequence(index), saved))
    session.#following = following
    session.#recent = recent
    return session
  }

  /** Stays with the recorded session it follows as long as that has the request, else goes over to one that fits best. */
  #readerFor(key: string): SequenceReader | undefined {
    const holders = this.#recordings.byKey.get(key)
    if (holders === undefined) return undefined
    if (this.#following === undefined || !this.#sequence(this.#following).has(key)) {
      this.#following = this.#bestOf(holders.slice(0, candidates))
    }
    const known = this.#readers.get(this.#following)
    if (known !== undefined) return known
    const reader = new SequenceReader(this.#sequence(this.#following))
    this.#readers.set(this.#following, reader)
    return reader
  }

  /** The session that has most of the client's last requests; the earliest of equals. */
  #bestOf(holders: readonly number[]): number {
    const scored = holders.map((index) => {
      const sequence = this.#sequence(index)
      return { index, score: this.#recent.filter((key) => sequence.has(key)).length }
    })
    return scored.reduce((best, candidate) => (candidate.score > best.score ? candidate : best)).index
  }

  #sequence(index: number): RecordedSequence {
    return this.#recordings.sequences[index] as RecordedSequence
  }

  /** The client may name the twin in its requests by each of the names that it goes by. */
  #maskFor(origin: string): (text: string) => string {
    const known = this.#masks.get(origin)
    if (known !== undefined) return known
    const mask = createOriginMasker([...this.#recordings.origins, origin])
    this.#masks.set(origin, mask)
    return mask
  }
}

function toMiss(request: HttpRequest): HttpResponse {
  const error = {
    code: 'not-recorded',
    message: `no recorded exchange answers ${request.method} ${request.target} with this body`,
    help: 'record it, or serve with --fidelity synth',
  }
  return {
    status: 404,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: new TextEncoder().encode(`${JSON.stringify({ error }, undefined, 2)}\n`),
  }
}
