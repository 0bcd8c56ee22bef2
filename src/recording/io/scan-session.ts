import type { Exchange } from '#http'
import { type SessionInfo, sessionInfoSchema } from '../manifest.ts'
import { readExchange } from './exchange-frame.ts'
import { type Frame, fileHead, findMark, frameKinds, readFrame } from './frame.ts'

/** What a session's file of exchanges holds. */
export interface ScannedSession {
  /** Undefined when the file was cut or damaged before its first exchange. */
  readonly info: SessionInfo | undefined
  /** In the order in which the requests arrived; a missing index was in flight when the recorder was killed. */
  readonly exchanges: readonly Exchange[]
  /** Webhooks, in the order in which they came. */
  readonly deliveries: readonly Exchange[]
  /** Bytes at the end that are no whole frame. */
  readonly tornBytes: number
  /** Offsets at which the file does not hold what was written. */
  readonly damagedAt: readonly number[]
}

/** Finds all that is whole in the bytes of a file of exchanges. Undefined when they are not of this format and version. */
export function scanSession(bytes: Buffer): ScannedSession | undefined {
  if (!bytes.subarray(0, fileHead.length).equals(fileHead.subarray(0, bytes.length))) return undefined
  let info: SessionInfo | undefined
  const exchanges: Exchange[] = []
  const deliveries: Exchange[] = []
  const damagedAt: number[] = []
  let offset = Math.min(fileHead.length, bytes.length)
  while (offset < bytes.length) {
    const at = readFrame(bytes, offset)
    if (at.state === 'frame') {
      if (at.frame.kind === frameKinds.info) info = readInfo(at.frame)
      if (at.frame.kind === frameKinds.exchange) exchanges.push(readExchange(at.frame))
      if (at.frame.kind === frameKinds.delivery) deliveries.push(readExchange(at.frame))
      offset = at.end
      continue
    }
    const next = nextFrame(bytes, offset + 1)
    if (next === -1) break
    damagedAt.push(offset)
    offset = next
  }
  for (const each of [exchanges, deliveries]) each.sort((one, other) => one.index - other.index)
  return { info, exchanges, deliveries, tornBytes: bytes.length - offset, damagedAt }
}

/** Where the next whole frame begins, -1 when there is none: the rest is a torn tail. */
function nextFrame(bytes: Buffer, from: number): number {
  for (let at = findMark(bytes, from); at !== -1; at = findMark(bytes, at + 1)) {
    if (readFrame(bytes, at).state === 'frame') return at
  }
  return -1
}

function readInfo(frame: Frame): SessionInfo | undefined {
  return sessionInfoSchema.safeParse(JSON.parse(frame.text)).data
}
