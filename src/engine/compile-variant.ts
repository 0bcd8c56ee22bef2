import { type Json, memoize, spelled } from '#base'
import { encodeText, type HeaderList, type HttpResponse } from '#http'
import {
  bind,
  type CompileContext,
  compileExpression,
  compileTemplate,
  type Environment,
  parseExpression,
  parseTemplate,
  printJson,
  type Template,
  type Value,
} from '#lang'
import { ownHost, type Variant } from '#model'
import { printXml, type XmlLayout } from '#xml'
import { compileEffects, type Stage } from './compile-effects.ts'
import { issueTexts } from './issue-texts.ts'
import { within } from './model-error.ts'
import { unmaskOrigin } from './origin.ts'
import { printedValue } from './printed-value.ts'

export interface CompiledVariant {
  readonly name: string
  readonly status: number
  /** What a guess wrote makes no guess of its answers. */
  readonly isFirm: boolean
  /** The sequences that it takes numbers from. */
  readonly sequences: ReadonlySet<string>
  /** Whether this variant answers. */
  matches(environment: Environment): boolean
  /** Performs the effects and gives the value of the body, with the environment after them. */
  perform(environment: Environment, stage: Stage, origin: string): Performed
  /** Performs the effects and gives the answer; `isRead`: for who looks at what its body says rather than at the bytes. */
  respond(environment: Environment, stage: Stage, origin: string, isRead?: boolean): Responded
}

export interface Responded {
  readonly response: HttpResponse
  /** The value of the body. */
  readonly value: Value
  /** What the bytes of the body are read as, where that is known without them. */
  readonly said: Json | undefined
  readonly isGuess: boolean
  /** With the names that the effects have bound. */
  readonly environment: Environment
}

export interface Performed {
  readonly value: Value
  readonly after: Environment
  readonly headers: HeaderList
  readonly isGuess: boolean
}

const plainLayout: XmlLayout = { head: '', tail: '', empty: 'short' }

interface Rendered {
  readonly value: Value
  /** What a reader of JSON finds in the bytes, where that is known without them: then they are printed when asked for. */
  readonly said?: Json
  readonly bytes: Uint8Array | (() => Uint8Array)
}

/** `issues`: what is answered may come back as a credential, so its texts are kept. */
export function compileVariant(variant: Variant, around: CompileContext, issues = false): CompiledVariant {
  const sequences = new Set<string>()
  const context = { ...around, onSequence: (name: string) => void sequences.add(name) }
  const { when: guard } = variant
  const when = guard === undefined ? undefined : within('when', () => compileExpression(parseExpression(guard), context))
  const effects = compileEffects(variant.do ?? [], context)
  const inner = { ...context, names: effects.names }
  // Headers may be about the body: `answer` is its value.
  const outer = { ...inner, names: new Set([...inner.names, 'answer']) }
  const headers = compileHeaders(variant.headers, outer)
  const body = within('body', () => compileBody(variant, inner))
  const value = within('body', () => (variant.body ? compileTemplate(parseTemplate(variant.body.value), inner) : () => undefined))
  const isGuess = within('guess', () => compileGuess(variant.guess, outer))
  return {
    name: variant.name,
    status: variant.status,
    isFirm: variant.firm === true,
    sequences,
    perform: (environment, stage, origin) => {
      const after = effects.run(environment, stage)
      const answer = value(after)
      if (issues) issueTexts(answer, (text) => stage.world.issue(text))
      const answered = bind(after, 'answer', answer)
      return { value: answer, after, headers: headers(answered, origin), isGuess: isGuess(answered) }
    },
    matches: (environment) => when === undefined || when(environment) === true,
    respond: (environment, stage, origin, isRead = false) => {
      const after = effects.run(environment, stage)
      const { value, said, bytes } = body(after, origin, isRead)
      if (issues) issueTexts(value, (text) => stage.world.issue(text))
      const answered = bind(after, 'answer', value)
      const response = responseOf(variant.status, headers(answered, origin), bytes)
      return { response, value, said, isGuess: isGuess(answered), environment: after }
    },
  }
}

function responseOf(status: number, headers: HeaderList, bytes: Rendered['bytes']): HttpResponse {
  return typeof bytes === 'object' ? { status, headers, body: bytes } : new UnprintedResponse(status, headers, bytes)
}

/** A class, since V8 makes a dictionary of an object literal with a getter: slow to read, and left to the big collections of garbage. */
class UnprintedResponse implements HttpResponse {
  readonly status: number
  readonly headers: HeaderList
  readonly #print: () => Uint8Array
  #printed: Uint8Array | undefined

  constructor(status: number, headers: HeaderList, print: () => Uint8Array) {
    this.status = status
    this.headers = headers
    this.#print = print
  }

  get body(): Uint8Array {
    this.#printed ??= this.#print()
    return this.#printed
  }
}

function compileGuess(guess: Variant['guess'], context: CompileContext): (environment: Environment) => boolean {
  if (typeof guess !== 'string') return () => guess === true
  const test = compileExpression(parseExpression(guess), context)
  return (environment) => test(environment) === true
}

type RenderHeaders = (environment: Environment, origin: string) => HeaderList

/** Headers that are the same in every answer are rendered once. */
function compileHeaders(headers: Variant['headers'], context: CompileContext): RenderHeaders {
  const parts = headers.map(([name, value]) => within(`header ${name}`, () => compileHeader(name, parseTemplate(value), context)))
  if (!parts.every((part) => typeof part === 'object')) {
    return (environment, origin) => parts.flatMap((part) => (typeof part === 'object' ? part : part(environment, origin)))
  }
  const constant = alike(JSON.stringify(parts.flat()))
  return () => constant
}

/** Most routes of a service answer with the same headers: one list of them stays at hand where thousands, all over the memory, would not. */
const alike = memoize((text) => JSON.parse(text) as HeaderList)

/** The header itself where it is always the same. */
function compileHeader(name: string, template: Template, context: CompileContext): HeaderList | RenderHeaders {
  if (template.kind === 'literal' && !String(template.value).includes(ownHost)) return renderHeader(name, template.value, '')
  const evaluate = compileTemplate(template, context)
  return (environment, origin) => renderHeader(name, evaluate(environment), origin)
}

/** The header, or none where it has no value. */
function renderHeader(name: string, value: Value, origin: string): HeaderList {
  if (value === undefined || value === null || typeof value === 'object') return []
  // A value that a request brought in must not end the header.
  return [[name, unmaskOrigin(String(value), origin).replace(/[\r\n\0]/g, ' ')]]
}

function compileBody(variant: Variant, context: CompileContext): (environment: Environment, origin: string, isRead: boolean) => Rendered {
  const { body } = variant
  if (!body) return () => ({ value: undefined, bytes: new Uint8Array() })
  const template = parseTemplate(body.value)
  const end = body.newline ? '\n' : ''
  const printBody = bodyPrinter(body.indent, body.floats ?? [])
  const print = (value: Value): string => {
    if (body.encoding === 'xml') return value === undefined ? '' : printXml(value, body.layout ?? plainLayout)
    if (body.encoding !== 'json') return typeof value === 'string' ? value : ''
    return value === undefined ? '' : printBody(value) + end
  }
  if (body.encoding === 'base64') {
    const bytes = Uint8Array.from(atob(String(body.value)), (character) => character.charCodeAt(0))
    return () => ({ value: body.value, bytes })
  }
  if (template.kind === 'literal') {
    const text = print(template.value)
    const bytes = encodeText(text)
    const { value } = template
    return (_, origin) => ({ value, bytes: text.includes(ownHost) ? encodeText(unmaskOrigin(text, origin)) : bytes })
  }
  const evaluate = compileTemplate(template, context)
  // A whole number that is written with a fraction is told from others by its text alone.
  const isTellable = body.encoding === 'json' && (body.floats ?? []).length === 0
  return (environment, origin, isRead) => {
    const value = evaluate(environment)
    const said = isRead && isTellable && value !== undefined ? printedValue(value, origin) : undefined
    return said === undefined
      ? { value, bytes: encodeText(unmaskOrigin(print(value), origin)) }
      : { value, said, bytes: () => encodeText(print(said)) }
  }
}

/** Prints JSON as the service lays it out: indented or not, whole numbers under some keys with a fraction. */
function bodyPrinter(indent: number | undefined, floats: readonly string[]): (value: Json) => string {
  if (indent === undefined && floats.length === 0) return printJson
  const keys = new Set(floats)
  const spell = (key: string, item: unknown) => {
    if (typeof item === 'bigint') return spelled(String(item))
    return typeof item === 'number' && Number.isInteger(item) && keys.has(key) ? spelled(`${item}.0`) : item
  }
  return (value) => JSON.stringify(value, spell, indent)
}
