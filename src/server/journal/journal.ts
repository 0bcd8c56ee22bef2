import type { Answer, NearestCase } from '#engine'
import { headerValue } from '#http'
import type { ArrivedRequest } from '../wire/arrived-request.ts'

/** One request that a twin was asked, and how it answered. */
export interface JournalEntry {
  readonly session: string
  /** From 1, in the order in which the server answered. */
  readonly number: number
  readonly method: string
  readonly target: string
  /** On the clock of the session; ms since 1970. */
  readonly atMs: number
  /** 0 where none was sent. */
  readonly status: number
  readonly provenance: Answer['provenance']
  readonly route: string | undefined
  readonly variant: string | undefined
  /** Of a route whose cases did not hold: the one that came nearest. */
  readonly nearest: NearestCase | undefined
  /** What was made to go wrong with it. */
  readonly chaos: string | undefined
  readonly contentType: string | undefined
  /** Undefined where there is none, or it is too long to be kept. */
  readonly body: string | undefined
  readonly bodyBytes: number
}

/** So many entries are kept for all sessions together: memory is bounded however many sessions there are. */
const entriesMax = 10_000

/** A longer body is not kept. */
const bodyBytesMax = 4096

const decoder = new TextDecoder()

type Entry = { -readonly [K in keyof JournalEntry]: JournalEntry[K] }

function createEntry(): Entry {
  return {
    session: '',
    number: 0,
    method: '',
    target: '',
    atMs: 0,
    status: 0,
    provenance: 'miss',
    route: undefined,
    variant: undefined,
    nearest: undefined,
    chaos: undefined,
    contentType: undefined,
    body: undefined,
    bodyBytes: 0,
  }
}

/** The last requests of a server, of all sessions. */
export class Journal {
  /** A ring: the place of an entry is its number, modulo. */
  readonly #entries: Entry[] = []
  #count = 0

  /** How many requests were noted, those that are forgotten included. */
  get count(): number {
    return this.#count
  }

  /** `atMs` is when the answer was made. */
  note(session: string, request: ArrivedRequest, answer: Answer, atMs: number): void {
    const { body } = request
    const isKept = body.length > 0 && body.length <= bodyBytesMax
    const entry = this.#next()
    entry.session = session
    entry.method = request.method
    entry.target = request.target
    entry.atMs = atMs
    entry.status = answer.response.status
    entry.provenance = answer.provenance
    entry.route = answer.route
    entry.variant = answer.variant
    entry.nearest = answer.nearest
    entry.chaos = answer.chaos
    entry.contentType = body.length > 0 ? headerValue(request.headers, 'content-type') : undefined
    entry.body = isKept ? (request.utf8 ?? decoder.decode(body)) : undefined
    entry.bodyBytes = body.length
  }

  /** Takes over what another server has noted of a session, under numbers of its own. */
  take(session: string, entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const next = this.#next()
      Object.assign(next, entry, { session, number: next.number })
    }
  }

  /** The place of the next entry, with its number; the rest of it is that of a forgotten one. An object for each would be moved about until it is forgotten. */
  #next(): Entry {
    const at = this.#count % entriesMax
    const entry = this.#entries[at] ?? createEntry()
    this.#entries[at] = entry
    entry.number = ++this.#count
    return entry
  }

  /** The entries of a session after that number, oldest first, as far as they are still there. */
  of(session: string, since: number): JournalEntry[] {
    const split = this.#count % entriesMax
    const inOrder = this.#count > entriesMax ? [...this.#entries.slice(split), ...this.#entries.slice(0, split)] : this.#entries
    return inOrder.filter((entry) => entry.session === session && entry.number > since).map((entry) => ({ ...entry }))
  }

  /** Whether all that came after that number is still there, of whichever session. */
  isWholeSince(since: number): boolean {
    return this.#count - entriesMax <= since
  }
}
