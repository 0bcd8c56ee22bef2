import type { TraceContext } from './trace-context.ts'

/** Which requests are told of; `ratio` is the share of traces. */
export interface Sampling {
  /** What the caller has decided holds; the rest is for traces that begin here. */
  readonly followsParent: boolean
  readonly ratio: number
}

/** The same for all spans of a trace, whoever asks: the last 56 bits of its id are a number below the share (W3C Trace Context, level 2). */
export function isSampled({ followsParent, ratio }: Sampling, traceId: string, parent: TraceContext | undefined): boolean {
  if (followsParent && parent !== undefined) return parent.isSampled
  if (ratio >= 1) return true
  return Number.parseInt(traceId.slice(18), 16) / 2 ** 56 < ratio
}
