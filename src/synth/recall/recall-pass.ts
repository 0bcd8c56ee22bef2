import { splitPieces } from '#compare'
import { openReplay, type PreparedSession, Replay } from '#conform'
import { type Answer, createOriginMasker, type RecallSource, renderRecall, type Situation, type Twin, type TwinSession } from '#engine'
import { bodyText, type Exchange, type HttpResponse } from '#http'
import type { Recall } from '#model'
import type { RecordedSession } from '#recording'
import { TimeNames } from './name-times.ts'
import { writeRecall } from './write-recall.ts'

/** What one exchange of a session has shown. */
export interface Finding {
  readonly history: string
  readonly key: string
  /** What has to be known by heart; undefined when the rules are right, or when nothing that could be kept would be. */
  readonly recall: Recall | undefined
  readonly isRight: boolean
}

/** As wide as what `check` allows. */
const clockToleranceMs = 5000

/** Replays a session, answer by answer, with what has to be known by heart in place of what is wrong. */
export function findRecalls(
  twin: Twin,
  session: RecordedSession,
  prepared: PreparedSession,
  disputed: ReadonlySet<string>,
  exchangesMax = Number.POSITIVE_INFINITY,
): Finding[] {
  const pass = new RecallPass(session, prepared, disputed)
  const { world, ask } = openReplay(twin, prepared, { recall: pass })
  pass.isMade = world.hasMade
  for (const exchange of prepared.exchanges.slice(0, exchangesMax)) ask(pass.next(), exchange)
  return pass.findings
}

class RecallPass implements RecallSource {
  readonly findings: Finding[] = []
  /** Whether the twin made a piece of text up. */
  isMade: TwinSession['hasMade']
  readonly #prepared: PreparedSession
  readonly #replay: Replay
  readonly #disputed: ReadonlySet<string>
  readonly #mask: (text: string) => string
  readonly #times = new TimeNames()
  #at = -1

  constructor(session: RecordedSession, prepared: PreparedSession, disputed: ReadonlySet<string>) {
    this.#prepared = prepared
    this.#replay = new Replay(prepared, { clockToleranceMs })
    this.#disputed = disputed
    this.#mask = createOriginMasker([session.upstream, session.origin])
  }

  /** The next request, in the twin's terms. */
  next() {
    this.#at++
    return this.#replay.request(this.#at)
  }

  leads(): boolean {
    return true
  }

  has(): boolean {
    return true
  }

  answer(situation: Situation, byRule: Answer): HttpResponse | undefined {
    const { exchange } = this.#prepared.exchanges[this.#at] as { exchange: Exchange }
    const response = exchange.response as HttpResponse
    const { history, key } = situation
    const span = { startMs: exchange.startedAtMs, endMs: exchange.endedAtMs }
    this.#times.enter(situation, span, textOf(response))
    const paired = new Map<string, string>()
    if (this.#replay.attempt(this.#at, { ...byRule, isMade: this.isMade }, () => this.#pair(response, situation, paired))) {
      this.findings.push({ history, key, recall: undefined, isRight: true })
      return undefined
    }
    const recall =
      this.#disputed.has(key) || response.omittedBodyBytes !== undefined ? undefined : this.#write(situation, response, span, paired)
    const rendered = recall && renderRecall(recall, situation)
    if (rendered !== undefined && this.#replay.attempt(this.#at, { response: rendered, provenance: 'recorded' })) {
      this.findings.push({ history, key, recall, isRight: false })
      return rendered
    }
    this.#replay.judge(this.#at, { ...byRule, isMade: this.isMade })
    this.findings.push({ history, key, recall: undefined, isRight: false })
    return undefined
  }

  #write(
    situation: Situation,
    response: HttpResponse,
    span: { startMs: number; endMs: number },
    paired: ReadonlyMap<string, string>,
  ): Recall {
    return writeRecall(response, {
      situation,
      correspondence: this.#replay.correspondence,
      origins: this.#prepared.origins.seenFrom(this.#at),
      times: this.#times,
      span,
      paired,
      mask: this.#mask,
    })
  }

  /** What the twin made up for this very request in place of what the service did: its answer is wrong, but need not be so in this. */
  #pair(response: HttpResponse, situation: Situation, paired: Map<string, string>): void {
    const { correspondence } = this.#replay
    splitPieces(textOf(response)).forEach((piece, at) => {
      if (at % 2 === 0 || paired.has(piece)) return
      const twins = correspondence.piece(piece)
      if (twins !== undefined && situation.nameOf(twins)?.startsWith(situation.key) === true) paired.set(piece, twins)
    })
  }
}

/** All that an answer says, headers first. */
function textOf(response: HttpResponse): string {
  return [...response.headers.map(([, value]) => value), bodyText(response) ?? ''].join('\n')
}
