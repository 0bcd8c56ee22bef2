import type { Divergence } from '#compare'

/** A delivery that the twin makes otherwise than the service. */
export interface DeliveryDivergence {
  readonly session: string
  /** Index of the recorded one; undefined for what only the twin sends. */
  readonly exchange: number | undefined
  /** `POST /hooks/orders`. */
  readonly target: string
  /** The name of the event in the twin; undefined where it sends nothing. */
  readonly event: string | undefined
  readonly kind: 'missing' | 'extra' | 'differs'
  /** Where it differs. */
  readonly differences: readonly Divergence[]
}

/** What the twin would have sent by itself, held against what the service sent. It is counted apart from answers, and no part of their score. */
export interface WebhooksReport {
  /** Deliveries of the service, each once however often it was tried. */
  readonly recorded: number
  /** Those that the twin would have sent so that the receiver could not have told the two apart. */
  readonly right: number
  readonly differing: number
  readonly missing: number
  readonly extra: number
  readonly divergences: readonly DeliveryDivergence[]
}

/** The reports of several sessions as one; undefined where nobody listened in any. */
export function joinWebhooks(reports: readonly (WebhooksReport | undefined)[]): WebhooksReport | undefined {
  const known = reports.filter((report) => report !== undefined)
  if (known.length === 0) return undefined
  const sum = (count: (report: WebhooksReport) => number) => known.reduce((total, report) => total + count(report), 0)
  return {
    recorded: sum(({ recorded }) => recorded),
    right: sum(({ right }) => right),
    differing: sum(({ differing }) => differing),
    missing: sum(({ missing }) => missing),
    extra: sum(({ extra }) => extra),
    divergences: known.flatMap(({ divergences }) => divergences),
  }
}
