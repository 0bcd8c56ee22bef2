import type { Exchange, ExchangeFailure, HeaderList, HttpRequest, HttpResponse } from '#http'
import { type Frame, type FrameBuffer, frameKinds } from './frame.ts'

/** The JSON text of an exchange's frame: the exchange itself, with the lengths of the bodies, which follow as they are. */
interface ExchangeText {
  readonly index: number
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly request: MessageText & { readonly method: string; readonly target: string }
  readonly response?: MessageText & { readonly status: number }
  readonly failure?: ExchangeFailure
}

interface MessageText {
  readonly headers: HeaderList
  readonly bodyBytes: number
  readonly omittedBodyBytes?: number
  readonly trailers?: HeaderList
}

/** Puts the frame of one exchange behind what `buffer` holds. */
export function writeExchange(buffer: FrameBuffer, exchange: Exchange): void {
  const { index, startedAtMs, endedAtMs, request, response, failure } = exchange
  const { method, target, headers, body, omittedBodyBytes, trailers } = request
  const text = JSON.stringify({
    index,
    startedAtMs,
    endedAtMs,
    request: { method, target, headers, bodyBytes: body.length, omittedBodyBytes, trailers },
    response: response && responseText(response),
    failure,
  })
  const kind = exchange.isDelivery === true ? frameKinds.delivery : frameKinds.exchange
  buffer.frame(kind, text, response === undefined ? [body] : [body, response.body])
}

/** The exchange of a frame; its bodies are views of the frame's bytes. Throws when the frame is not of this format. */
export function readExchange(frame: Frame): Exchange {
  const { request, response, ...rest } = JSON.parse(frame.text) as ExchangeText
  const split = request.bodyBytes
  const kind = frame.kind === frameKinds.delivery ? { isDelivery: true as const } : {}
  const whole = { ...rest, ...kind, request: withBody(request, frame.bodies.subarray(0, split)) as HttpRequest }
  if (response === undefined) return whole
  return { ...whole, response: withBody(response, frame.bodies.subarray(split, split + response.bodyBytes)) as HttpResponse }
}

function responseText({ status, headers, body, omittedBodyBytes, trailers }: HttpResponse): unknown {
  return { status, headers, bodyBytes: body.length, omittedBodyBytes, trailers }
}

function withBody<T extends MessageText>({ bodyBytes: _, ...message }: T, body: Uint8Array): Omit<T, 'bodyBytes'> & { body: Uint8Array } {
  return { ...message, body }
}
