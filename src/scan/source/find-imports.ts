import { escapePattern } from '#base'
import { type KnownService, serviceOfPackage } from '../known-services.ts'
import type { Ecosystem } from '../manifest/dependency.ts'
import type { Language } from './language.ts'

/** An SDK that source brings in, and what it calls of it. */
export interface SdkUse {
  readonly service: KnownService
  readonly line: number
  /** `customers.create`; undefined for the import itself. */
  readonly call: string | undefined
}

const ecosystems: Readonly<Record<Language, Ecosystem>> = { javascript: 'npm', python: 'pypi', go: 'go' }

/** Modules of Python whose packages have other names. */
const modules: Readonly<Record<string, string>> = {
  github: 'pygithub',
  googleapiclient: 'google-api-python-client',
  'google.cloud': 'google-cloud-core',
  telegram: 'python-telegram-bot',
  discord: 'discord.py',
  square: 'squareup',
  shopify: 'shopifyapi',
  gitlab: 'python-gitlab',
}

interface Import {
  readonly package: string
  readonly names: readonly string[]
  readonly at: number
}

/** Finds imports of packages that are SDKs, and calls of what they bring. */
export function findImports(text: string, language: Language, lineAt: (at: number) => number): SdkUse[] {
  return readImports(text, language).flatMap(({ package: name, names, at }) => {
    const service = serviceOfPackage(ecosystems[language], name)
    if (!service) return []
    const bound = [...names, ...instancesOf(text, names, language)]
    return [
      { service, line: lineAt(at), call: undefined },
      ...callsOf(text, bound, at).map(({ call, at: place }) => ({ service, line: lineAt(place), call })),
    ]
  })
}

function readImports(text: string, language: Language): Import[] {
  if (language === 'javascript') {
    const pattern =
      /import\s+(?!type\b)([\w$*\s{},]+?)\s+from\s+['"]([^'"./][^'"]*)['"]|(?:(?:const|let|var)\s+|,\s*(?=[\w$]+\s*=))([\w$\s{},:]+?)\s*=\s*(?:await\s+)?(?:[\w.]+\(\s*)?(?:require|import)\(\s*['"]([^'"./][^'"]*)['"]/g
    return [...text.matchAll(pattern)].map((match) => ({
      package: packageOf(match[2] ?? match[4] ?? ''),
      names: [...(match[1] ?? match[3] ?? '').matchAll(/[\w$]+(?:\s+as\s+|\s*:\s*)?([\w$]+)?/g)].map((each) => each[1] ?? each[0].trim()),
      at: match.index,
    }))
  }
  if (language === 'python') {
    const pattern = /^\s*(?:import\s+([\w.]+)(?:\s+as\s+(\w+))?|from\s+([\w.]+)\s+import\s+\(?([\w\s,]+))/gm
    return [...text.matchAll(pattern)].map((match) => {
      const module = match[1] ?? match[3] ?? ''
      const names =
        match[4] === undefined
          ? [match[2] ?? module]
          : match[4].split(',').map(
              (each) =>
                each
                  .trim()
                  .split(/\s+as\s+/)
                  .at(-1) ?? '',
            )
      return { package: moduleOf(module), names: names.filter((name) => name !== ''), at: match.index }
    })
  }
  return [...text.matchAll(/^\s*(?:import\s+)?(?:([\w.]+)\s+)?"([\w.-]+\.[a-z]{2,}\/[^"]+)"/gm)].map((match) => ({
    package: match[2] as string,
    names: [match[1] ?? lastName(match[2] as string)],
    at: match.index,
  }))
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function moduleOf(module: string): string {
  const [first = ''] = module.split('.')
  return modules[module.split('.').slice(0, 2).join('.')] ?? modules[first] ?? first
}

/** `github.com/stripe/stripe-go/v76/customer` is used as `customer`. */
function lastName(path: string): string {
  return (
    path
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? ''
  ).replace(/^go-|-go$/g, '')
}

/** Names that hold what an import makes: `const stripe = new Stripe(key)`. */
function instancesOf(text: string, names: readonly string[], language: Language): string[] {
  return names.flatMap((name) => {
    const made = language === 'javascript' ? `(?:new\\s+)?${escapePattern(name)}(?:\\.\\w+)?\\(` : `${escapePattern(name)}(?:\\.\\w+)?\\(`
    const pattern = new RegExp(`((?:this\\.|self\\.)?[A-Za-z_$][\\w$]*)\\s*(?::\\s*[\\w.<>]+\\s*)?:?=\\s*(?:await\\s+)?${made}`, 'g')
    return [...text.matchAll(pattern)].map((match) => match[1] as string)
  })
}

/** Calls below a name: `stripe.customers.create(`. */
function callsOf(text: string, names: readonly string[], from: number): { call: string; at: number }[] {
  const calls = new Map<string, { call: string; at: number }>()
  for (const name of new Set(names)) {
    if (name.length < 2) continue
    for (const match of text.slice(from).matchAll(new RegExp(`(?<![\\w$.])${escapePattern(name)}((?:\\.[A-Za-z_]\\w*)+)\\s*\\(`, 'g'))) {
      const call = (match[1] as string).slice(1)
      if (call !== 'default' && !calls.has(call)) calls.set(call, { call, at: from + match.index })
    }
  }
  return [...calls.values()]
}
