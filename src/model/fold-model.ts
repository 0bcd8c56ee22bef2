import type { Json } from '#base'
import { printJson } from '#lang'
import type { FoldedModel, FoldedVariant, Model, SharedAnswer, Variant } from './schema.ts'

type Header = Variant['headers'][number]

/** What a variant says of a header that the others have and it has not. */
const none: Json = { $: 'absent' }

/**
 * A model as it is written: headers that most answers have are said once, and so are variants that several routes have. Unfolded it is the
 * same model, but for the order of its headers; unfolding and folding again changes nothing.
 */
export function foldModel(model: Model): FoldedModel {
  const headers = usualHeaders(model)
  const routes = model.routes.map((route) => ({ ...route, variants: route.variants.map((variant) => withoutUsual(variant, headers)) }))
  const { answers, nameOf } = shareAnswers(routes)
  return {
    ...model,
    ...(headers.length > 0 ? { headers } : {}),
    ...(Object.keys(answers).length > 0 ? { answers } : {}),
    routes: routes.map((route) => ({
      ...route,
      variants: route.variants.map((variant): FoldedVariant => {
        const answer = nameOf(variant)
        if (answer === undefined) return variant
        return answer === variant.name ? { answer } : { answer, name: variant.name }
      }),
    })),
    miss: withoutUsual(model.miss, headers),
  }
}

/** A written model in full. Its answers are all there: the schema has seen to that. */
export function unfoldModel({ $schema: _, headers = [], answers = {}, routes, miss, ...rest }: FoldedModel): Model {
  const unfold = (variant: FoldedVariant): Variant => {
    if (!('answer' in variant)) return withUsual(variant, headers)
    return withUsual({ name: variant.name ?? variant.answer, ...(answers[variant.answer] as SharedAnswer) }, headers)
  }
  return { ...rest, routes: routes.map((route) => ({ ...route, variants: route.variants.map(unfold) })), miss: withUsual(miss, headers) }
}

/** Headers that more than half of the answers have with the same value; the commonest first, then by name. */
function usualHeaders(model: Model): Header[] {
  const variants = [...model.routes.flatMap((route) => route.variants), model.miss]
  const counts = new Map<string, { header: Header; count: number }>()
  for (const { headers } of variants) {
    for (const header of headers) {
      if (headers.filter((other) => isSameName(other, header)).length > 1) continue
      const id = printJson([header[0], header[1]])
      const known = counts.get(id) ?? { header, count: 0 }
      counts.set(id, known)
      known.count++
    }
  }
  const usual = [...counts.values()].filter(({ count }) => count > 1 && count * 2 > variants.length)
  return usual
    .sort((a, b) => b.count - a.count || (a.header[0].toLowerCase() < b.header[0].toLowerCase() ? -1 : 1))
    .map(({ header }) => header)
}

function withoutUsual(variant: Variant, usual: readonly Header[]): Variant {
  const own = variant.headers.filter((header) => !usual.some((other) => printJson([...other]) === printJson([...header])))
  const missing = usual.filter((header) => !variant.headers.some((other) => isSameName(other, header)))
  return { ...variant, headers: [...own, ...missing.map(([name]): Header => [name, none])] }
}

function withUsual<V extends { headers: Header[] }>(variant: V, usual: readonly Header[]): V {
  const rest = usual.filter((header) => !variant.headers.some((other) => isSameName(other, header)))
  return { ...variant, headers: [...rest, ...variant.headers.filter(([, value]) => printJson(value) !== printJson(none))] }
}

function isSameName([a]: Header, [b]: Header): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** Variants that are the same in several places but for their names. */
function shareAnswers(routes: Model['routes']): {
  answers: Record<string, SharedAnswer>
  nameOf: (variant: Variant) => string | undefined
} {
  const alike = Map.groupBy(
    routes.flatMap((route) => route.variants),
    contentOf,
  )
  const names = new Map<string, string>()
  const answers: Record<string, SharedAnswer> = {}
  for (const [content, variants] of alike) {
    if (variants.length < 2) continue
    const { name: own, ...answer } = variants[0] as Variant
    let name = own
    for (let count = 2; Object.hasOwn(answers, name); count++) name = `${own}-${count}`
    names.set(content, name)
    answers[name] = answer
  }
  return { answers, nameOf: (variant) => names.get(contentOf(variant)) }
}

function contentOf({ name: _name, ...answer }: Variant): string {
  return printJson(answer as unknown as Json)
}
