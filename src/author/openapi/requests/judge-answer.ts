import { type Json, parseJson } from '#base'
import { bodyText, type HttpResponse, headerValue, isJsonMediaType, parseMediaType } from '#http'
import type { SchemaSet } from '#json-schema'
import type { ApiOperation, ApiResponse } from '../api-document.ts'

/** What an answer says that the document does not allow. */
export interface AnswerProblem {
  /** `status`, `header NAME`, `content-type`, `body`, or a place in the body: `body.items.0.price`. */
  readonly place: string
  readonly message: string
}

/** Statuses that come of what stands around a service; documents seldom declare them. */
function mayBeUndeclared(status: number): boolean {
  return status >= 400 || status === 304
}

/** Holds an answer to what its operation declares; empty where nothing is wrong. */
export function judgeAnswer(operation: ApiOperation, response: HttpResponse, set: SchemaSet): AnswerProblem[] {
  const declared = declaredFor(operation, response.status)
  if (declared === undefined) {
    if (mayBeUndeclared(response.status)) return []
    const known = [...operation.responses.keys()].join(', ')
    return [{ place: 'status', message: `${response.status} is not declared; the document has ${known === '' ? 'none' : known}` }]
  }
  const missing = [...declared.headers.values()].filter(
    ({ name, required }) => required && headerValue(response.headers, name) === undefined,
  )
  return [
    ...missing.map(({ name }) => ({ place: `header ${name}`, message: 'is missing' })),
    ...(operation.method === 'HEAD' ? [] : judgeBody(declared, response, set)),
  ]
}

function declaredFor({ responses }: ApiOperation, status: number): ApiResponse | undefined {
  return responses.get(String(status)) ?? responses.get(`${Math.floor(status / 100)}XX`) ?? responses.get('default')
}

function judgeBody({ content }: ApiResponse, response: HttpResponse, set: SchemaSet): AnswerProblem[] {
  if (content === undefined) return []
  const type = headerValue(response.headers, 'content-type')
  const own = type === undefined ? undefined : parseMediaType(type)?.essence.toLowerCase()
  const isDeclared = own === undefined || [content.mediaType, ...content.others].some((each) => matchesType(each, own))
  if (!isDeclared) return [{ place: 'content-type', message: `must be ${[content.mediaType, ...content.others].join(' or ')}, not ${own}` }]
  // Another of the declared types has a schema of its own.
  if (
    content.schema === undefined ||
    !(own === undefined || isJsonMediaType(own)) ||
    !(isJsonMediaType(content.mediaType) || content.mediaType === '*/*')
  )
    return []
  const text = bodyText(response)
  const body: Json | undefined = text === undefined || text === '' ? undefined : parseJson(text)
  if (body === undefined) return [{ place: 'body', message: text === undefined || text === '' ? 'is missing' : 'is not valid JSON' }]
  return set.problems(content.schema, body, 'response').map(({ path, message }) => ({
    place: path === '' ? 'body' : `body.${path}`,
    message: message.slice(message.indexOf(' ', path === '' ? 'the value'.length : path.length) + 1),
  }))
}

function matchesType(declared: string, own: string): boolean {
  if (declared === own || declared === '*/*') return true
  return declared.endsWith('/*') ? own.startsWith(declared.slice(0, -1)) : isJsonMediaType(declared) && isJsonMediaType(own)
}
