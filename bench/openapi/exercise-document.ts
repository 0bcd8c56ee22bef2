import type { Json } from '#base'
import { compileTwin, type TwinSession } from '#engine'
import { createSchemaSet, type SchemaSet } from '#json-schema'
import { createFixedClock } from '#state'
import type { ApiOperation } from '../../src/author/openapi/api-document.ts'
import { successOf } from '../../src/author/openapi/infer/answer-of.ts'
import type { InferredOperation } from '../../src/author/openapi/infer/resource.ts'
import { readDocument } from '../../src/author/openapi/read/read-document.ts'
import { orderOperations } from '../../src/author/openapi/requests/order-operations.ts'
import { RequestMaker } from '../../src/author/openapi/requests/request-maker.ts'
import { buildModel } from '../../src/author/openapi/write/build-model.ts'

export interface OperationResult {
  readonly operation: string
  /** `refused`: another status than that of success; `unjudged`: the judge can't read the schema, or there is no content to judge. */
  readonly verdict: 'valid' | 'invalid' | 'refused' | 'unjudged'
  readonly why: string
}

/** Says what is wrong with the body of an answer to an operation; undefined where it can't tell. */
export type Judge = (question: {
  readonly operation: ApiOperation
  readonly status: number
  readonly body: Json | undefined
  readonly set: SchemaSet
}) => string[] | undefined

const decoder = new TextDecoder()

/** Asks a twin of a document each of its operations once, things first made, then shown and changed, then deleted. */
export function exerciseDocument(
  text: string,
  judge: Judge,
): { readonly results: OperationResult[]; readonly importMs: number; readonly routes: number } {
  const started = performance.now()
  const { document, findings } = readDocument(text)
  if (document === undefined) throw new Error(findings.map(({ message }) => message).join('; '))
  const { model, operations, resources } = buildModel(document, 'bench')
  const importMs = performance.now() - started
  const session = compileTwin(model).createSession({
    seed: 1,
    clock: createFixedClock(Date.UTC(2026, 0, 1)),
    origin: 'http://127.0.0.1',
  })
  const set = createSchemaSet(document.schemas)
  const maker = new RequestMaker(document, set)
  for (const resource of resources) {
    const [first] = model.collections[resource.collection]?.fixtures ?? []
    if (first && resource.key !== undefined) maker.know(resource.collection, String((first.value as { [key: string]: Json })[resource.key]))
  }
  const sorted = orderOperations(operations)
  return { importMs, routes: model.routes.length, results: sorted.map((each) => ask(each, { session, maker, judge, set })) }
}

interface Exercise {
  readonly session: TwinSession
  readonly maker: RequestMaker
  readonly judge: Judge
  readonly set: SchemaSet
}

function ask(inferred: InferredOperation, { session, maker, judge, set }: Exercise): OperationResult {
  const { operation } = inferred
  const name = `${operation.method} ${operation.path}`
  const request = maker.request(inferred)
  const { response } = session.answer(request)
  const text = decoder.decode(response.body)
  const { status } = successOf(operation)
  const made = inferred.operation.responses.has('201') && response.status === 201
  if (response.status !== status && !made) {
    return {
      operation: name,
      verdict: 'refused',
      why: `${response.status} ${text.slice(0, 300)} for ${decoder.decode(request.body).slice(0, 200)} ${request.target}`,
    }
  }
  maker.learn(inferred, request, { headers: response.headers, body: parse(text) })
  const { content } = operation.responses.get(String(response.status)) ?? successOf(operation).response ?? {}
  const isJson = content !== undefined && /json|\*\/\*/.test(content.mediaType)
  if (content?.schema === undefined || !isJson) {
    const isEmpty = content === undefined && text === ''
    return {
      operation: name,
      verdict: isEmpty || content?.schema !== undefined || content !== undefined ? 'valid' : 'invalid',
      why: text.slice(0, 100),
    }
  }
  const body = text === '' ? undefined : (JSON.parse(text) as Json)
  const problems = judge({ operation, status: response.status, body, set })
  if (problems === undefined) return { operation: name, verdict: 'unjudged', why: 'the judge does not take the schema' }
  return {
    operation: name,
    verdict: problems.length === 0 ? 'valid' : 'invalid',
    why: `${problems.slice(0, 3).join('; ')} in ${text.slice(0, 200)}`,
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
