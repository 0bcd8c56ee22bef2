import { printMember } from '#lang'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { type Secret, secretText } from '../timeline/secrets.ts'
import type { Predicate, Variable } from './predicate.ts'

/** Tests on whether what a request brings is the secret of the entity that it names: a wrong password, or that of nobody. */
export function aboutSecret(variables: readonly Variable[], scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const sent = variables.filter(({ text, isItem }) => /^(body|query)/.test(text) && !isItem)
  return (context.secrets ?? []).flatMap((secret) => {
    const own = sent.find(({ field, values }) => field === secret.field && values.some((value) => typeof value === 'string'))
    if (!own) return []
    return sent.flatMap((variable) => {
      const fields = variable === own ? [] : namingFields(variable, secret, scopes)
      if (fields.length === 0) return []
      const same = fields.map((field) => `e${printMember(field)} == ${variable.text}`).join(' || ')
      // What was there before has a secret that nobody told.
      const kept = `coalesce(${secretText(secret, 'e')}, ${own.text})`
      const test = (operator: string) =>
        `list(${JSON.stringify(secret.collection.name)}).exists(e, (${same}) && ${kept} ${operator} ${own.text})`
      const about = { kind: 'reference' as const, fields: [variable.field, own.field] }
      return [
        { text: `!${test('==')}`, cost: 2.6, ...about },
        { text: test('!='), cost: 2.8, ...about },
      ]
    })
  })
}

/** The fields of entities whose values requests bring at a place: names, that no two entities share. */
function namingFields({ values }: Variable, { collection }: Secret, scopes: readonly Scope[]): string[] {
  const fields = new Set<string>()
  const shared = new Set<string>()
  scopes.forEach(({ environment }, at) => {
    const value = values[at]
    if (typeof value !== 'string' || value === '') return
    const counts = new Map<string, number>()
    for (const entity of environment.world.list(collection.name))
      for (const [field, held] of Object.entries(entity)) if (held === value) counts.set(field, (counts.get(field) ?? 0) + 1)
    for (const [field, count] of counts) (count === 1 ? fields : shared).add(field)
  })
  return [...fields].filter((field) => !shared.has(field)).sort()
}
