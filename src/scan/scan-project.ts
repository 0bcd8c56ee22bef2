import { type KnownService, serviceOfHost, serviceOfPackage } from './known-services.ts'
import type { Dependency } from './manifest/dependency.ts'
import { manifestReader } from './manifest/read-manifest.ts'
import { languageOf } from './source/language.ts'
import { readSource } from './source/read-source.ts'

/** A file of a project; `path` is from the project's folder, with `/`. */
export interface ProjectFile {
  readonly path: string
  readonly text: string
}

export interface Place {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** What stands there: `depends on stripe (npm)`, `POST /v1/charges`, `customers.create`. */
  readonly what: string
}

export interface FoundEndpoint {
  /** Undefined where it is not known how it is called. */
  readonly method: string | undefined
  /** With `{name}` for what is put in. */
  readonly path: string
  readonly places: readonly Place[]
}

/** A service that a project calls. */
export interface FoundService {
  readonly name: string
  /** Where it is called, such as `https://api.example.com`; the usual address where only its SDK says so; undefined where the environment says it. */
  readonly baseUrl: string | undefined
  readonly hosts: readonly string[]
  readonly places: readonly Place[]
  readonly endpoints: readonly FoundEndpoint[]
  /** Calls of its SDK: `customers.create`. */
  readonly sdkCalls: readonly string[]
  /** Names of the environment that are about it. */
  readonly env: readonly string[]
  /** Whether source calls it; otherwise a manifest has its SDK and nothing was seen to use it. */
  readonly isCalled: boolean
}

/** Finds the services that a project calls, those with the most places first. */
export function scanProject(files: readonly ProjectFile[]): FoundService[] {
  const found = new Findings()
  for (const { path, text } of files) {
    const name = path.split('/').at(-1) ?? ''
    for (const dependency of manifestReader(name)?.(text) ?? []) found.depend(path, dependency)
    const language = languageOf(name)
    if (language === undefined || isAside(path) || isMade(text)) continue
    const { addresses, sdks, env } = readSource(text, language)
    for (const { url, method, line, env: variable } of addresses) found.address({ file: path, line, what: '' }, url, method, variable)
    for (const { service, line, call } of sdks) found.sdk(service, { file: path, line, what: call ?? `uses ${service.name}` }, call)
    for (const { name: variable } of env) found.variable(variable)
  }
  return found.services()
}

/** Tests, examples and documents call what they call for their own sake. */
function isAside(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|__mocks__|spec|specs|e2e|fixtures|examples?|docs?|benchmarks?|testdata|mocks)\/|\.(?:test|spec|stories)\.\w+$|_test\.(?:go|py)$|(?:^|\/)test_[^/]*\.py$|(?:^|\/)conftest\.py$/.test(
    path,
  )
}

/** Nobody writes lines of thousands of characters: a program put the file together, of who knows whose source. */
function isMade(text: string): boolean {
  return text.length / (text.split('\n').length + 1) > longLine
}

/** Characters a line, on average. */
const longLine = 500

/** Names of a place, of documents, of what a browser loads: nobody calls them as a service. */
const noService =
  /^(?:localhost|.*\.local|.*\.localhost|.*\.test|.*\.invalid|.*\.internal|0\.0\.0\.0|127\..*|10\..*|192\.168\..*|169\.254\..*|\[.*|.*example\.(?:com|org|net)|(?:www\.)?w3\.org|.*schema\.org|json-schema\.org|schemas\..*|fonts\..*|cdn\..*|.*\.jsdelivr\.net|unpkg\.com|.*googletagmanager\.com|.*gravatar\.com|docs\..*|(?:www\.)?creativecommons\.org|goo\.gle|bit\.ly|aka\.ms|git\.io|.*\.readthedocs\.io|registry\.npmjs\.org)$/

class Findings {
  readonly #services = new Map<string, Draft>()
  readonly #variables = new Set<string>()

  depend(file: string, { ecosystem, name, line }: Dependency): void {
    const service = serviceOfPackage(ecosystem, name)
    if (service) this.#draft(service.name, service).places.push({ file, line, what: `depends on ${name} (${ecosystem})` })
  }

  sdk(service: KnownService, place: Place, call: string | undefined): void {
    const draft = this.#draft(service.name, service)
    draft.places.push(place)
    draft.isCalled = true
    if (call !== undefined) draft.calls.add(call)
  }

  variable(name: string): void {
    this.#variables.add(name)
  }

  address(place: Place, url: string, method: string | undefined, variable: string | undefined): void {
    const fromEnv = /^\{([A-Z][A-Z0-9_]*)\}(.*)$/.exec(url)
    const target = fromEnv ? undefined : readAddress(url)
    if (!fromEnv && target === undefined) return
    const known = target && serviceOfHost(target.host)
    const name = known?.name ?? (target ? nameOfHost(target.host) : nameOfVariable(fromEnv?.[1] ?? ''))
    if (name === undefined) return
    const draft = this.#draft(name, known)
    const path = target?.path ?? pathOf(fromEnv?.[2] ?? '')
    const what = method === undefined ? (target?.origin ?? url) : `${method} ${path}`
    draft.places.push({ ...place, what })
    if (target) draft.origins.add(target.origin)
    const environment = variable ?? fromEnv?.[1]
    if (environment !== undefined) draft.env.add(environment)
    if (method === undefined) return
    draft.isCalled = true
    const endpoint = draft.endpoints.get(`${method} ${path}`) ?? { method, path, places: [] }
    draft.endpoints.set(`${method} ${path}`, endpoint)
    endpoint.places.push({ ...place, what })
  }

  #draft(name: string, known: KnownService | undefined): Draft {
    const draft = this.#services.get(name) ?? {
      known,
      places: [],
      origins: new Set(),
      endpoints: new Map(),
      calls: new Set(),
      env: new Set(),
      isCalled: false,
    }
    this.#services.set(name, draft)
    return draft
  }

  services(): FoundService[] {
    return [...this.#services]
      .filter(([, draft]) => draft.isCalled || draft.known !== undefined || draft.origins.size > 0)
      .map(([name, draft]): FoundService => {
        const own = [...this.#variables].filter((variable) => variable.toLowerCase().startsWith(`${name.replaceAll(/[^a-z0-9]/g, '_')}_`))
        const [origin] = draft.origins
        const usual = draft.known?.hosts.find((host) => !host.startsWith('*'))
        return {
          name,
          baseUrl: origin ?? (usual === undefined ? undefined : `https://${usual}`),
          hosts: [...new Set([...draft.origins].map((each) => each.replace(/^https?:\/\//, '')))].sort(),
          places: draft.places,
          endpoints: [...draft.endpoints.values()].sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1)),
          sdkCalls: [...draft.calls].sort(),
          env: [...new Set([...draft.env, ...own])].sort(),
          isCalled: draft.isCalled || draft.origins.size > 0,
        }
      })
      .sort((a, b) => Number(b.isCalled) - Number(a.isCalled) || b.places.length - a.places.length || (a.name < b.name ? -1 : 1))
  }
}

interface Draft {
  readonly known: KnownService | undefined
  readonly places: Place[]
  readonly origins: Set<string>
  readonly endpoints: Map<string, { readonly method: string; readonly path: string; readonly places: Place[] }>
  readonly calls: Set<string>
  readonly env: Set<string>
  isCalled: boolean
}

function readAddress(url: string): { readonly host: string; readonly origin: string; readonly path: string } | undefined {
  const [, scheme = '', authority = '', rest = ''] = /^(https?):\/\/([^/?#]*)(.*)$/.exec(url) ?? []
  const host = authority
    .replace(/^[^@]*@/, '')
    .replace(/:\d+$/, '')
    .toLowerCase()
  // A host that is only known when it runs says nothing of whose it is, but for what comes behind it.
  const known = host.replace(/^(?:\{\w+\}[.-]?)+/, '')
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(known) || noService.test(known)) return undefined
  return { host: known, origin: `${scheme}://${authority}`, path: pathOf(rest) }
}

function pathOf(rest: string): string {
  const path = (rest.split(/[?#]/)[0] ?? '').replace(/\/{2,}/g, '/')
  return path.startsWith('/') ? path : `/${path}`
}

/** `api.payments.acme.io` is `acme`. */
function nameOfHost(host: string): string | undefined {
  const labels = host.split('.')
  const isLongEnding = labels.length > 2 && /^(?:co|com|org|net|gov|ac)$/.test(labels.at(-2) ?? '') && (labels.at(-1) ?? '').length === 2
  return labels.at(isLongEnding ? -3 : -2)
}

/** Addresses of what a project runs itself, or is. */
const ownVariables =
  /^(?:DATABASE|DB|REDIS|MONGO\w*|POSTGRES\w*|MYSQL|AMQP|RABBIT\w*|KAFKA|SMTP|ELASTIC\w*|APP|SITE|BASE|PUBLIC|FRONTEND|BACKEND|SERVER|API|HOST|NEXT\w*|VITE|REACT_APP|WEB|CALLBACK|REDIRECT|PROXY|HTTPS?_PROXY)(?:_|$)/

/** `PAYMENTS_API_URL` is about `payments`. */
function nameOfVariable(variable: string): string | undefined {
  const name = /^([A-Z][A-Z0-9_]*?)(?:_(?:BASE|API|SERVICE|ROOT))*_(?:URL|URI|ENDPOINT|HOST|BASE|ADDR|ADDRESS)$/.exec(variable)?.[1]
  return name === undefined || ownVariables.test(variable) ? undefined : name.toLowerCase().replaceAll('_', '-')
}
