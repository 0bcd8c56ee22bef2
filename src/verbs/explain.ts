import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import { type Evidence, explainField, explainTold, type Route, type Variant, type VariantEvidence } from '#model'
import { readEvidence } from '#model/io'
import { findRoutes, labelOf } from './find-routes.ts'
import { type ExplainedField, type ExplainedVariant, printExplained } from './print-explained.ts'
import { readModelOf } from './read-twin-model.ts'
import { defineVerb } from './verb.ts'
import { readTwinConfig } from './workspace.ts'

const input = z.object({
  name: z.string(),
  route: z.array(z.string().min(1)).min(1, 'say which route, e.g. "GET /orders/{id}"'),
  field: z.string().min(1).optional(),
})

/** Says what the rules of a route rest on. Faults: `route-unknown`, `field-unknown`, `evidence-missing`, those of reading the twin. */
export const explainVerb = defineVerb({
  name: 'explain',
  summary: 'Say why a twin answers as it does: the rule, what it rests on, what else fits',
  help: `For each variant of a route: when it answers, how many recorded answers taught that, how often it was right when the
recordings were replayed on the rules, and which other tests fit all that was seen. For each value of its answer: how many
observations its expression gives, from how many sessions and different values, and how sure that makes it, from 0 to 1.
What others are told of it (webhooks) is listed with the name of the event: "tell order.created.total".

With --field the value of one field is followed to where it comes from, through the entity that holds it.
ROUTE is a method and a path as in the model; the names of parameters don't matter. What the model rests on lies beside it, in
model/evidence.json. Why one answer of a running twin came out as it did is told by the header X-Doppel-Why: 1.

Examples:
  $ doppel explain orders "GET /orders/{id}"
  $ doppel explain orders "POST /orders" --field total
  $ doppel explain orders "GET /orders" --field data[].customer.name --json`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'route', kind: 'argument', placeholder: 'ROUTE', summary: 'method and path', repeatable: true },
    { key: 'field', kind: 'option', placeholder: 'PATH', summary: 'one field of the answer, `lines[].sku`' },
  ],
  input,
  async run({ name, route, field }, context) {
    const place = await readTwinConfig(context.cwd, name)
    const model = await readModelOf(place)
    const evidence = await readEvidence(place.folder)
    if (evidence === undefined) {
      throw new Fault('evidence-missing', `nothing is known of what the model of ${name} rests on`, {
        exitCode: exitCodes.user,
        help: `learn it again: doppel synth ${name}`,
      })
    }
    const routes = findRoutes(name, model, route.join(' ').trim())
    const explained = routes.map((found) => ({
      route: labelOf(found),
      variants: found.variants.map((variant) => explainVariant(found, variant, evidence, field)),
      questions: evidence.questions.filter((question) => question.route === labelOf(found)),
    }))
    if (field !== undefined && explained.every(({ variants }) => variants.every(({ fields }) => fields.length === 0))) {
      throw new Fault('field-unknown', `no answer of ${routes.map(labelOf).join(', ')} has a field "${field}"`, {
        exitCode: exitCodes.user,
        help: `doppel show ${name} "${routes.map(labelOf)[0]}" shows what they have`,
      })
    }
    return {
      exitCode: exitCodes.ok,
      text: explained.map((each) => printExplained(each, field !== undefined)).join('\n\n'),
      json: explained,
    }
  },
})

function explainVariant(route: Route, variant: Variant, evidence: Evidence, field: string | undefined): ExplainedVariant {
  const rests = evidence.rules[labelOf(route)]?.[variant.name]
  const { name, status, when, guess } = variant
  const fields = field === undefined ? explainAll(variant, rests) : explainOne(variant, rests, field)
  return { name, status, when, guess, rests, fields }
}

/** Every place of which something is known, with the expression that stands there. */
function explainAll(variant: Variant, rests: VariantEvidence | undefined): ExplainedField[] {
  return Object.entries(rests?.values ?? {}).map(([place, values]) => {
    if (place.startsWith('tell ')) return { place, steps: explainTold(variant, place).slice(0, 1), evidence: [{ place, ...values }] }
    const header = /^header (.+)$/.exec(place)?.[1]
    const text = header === undefined ? undefined : variant.headers.find(([other]) => other === header)?.[1]
    const steps =
      text === undefined
        ? explainField(variant, place.split('.').slice(1)).filter((step) => step.place === place)
        : [{ place, from: typeof text === 'object' ? String((text as { $?: string }).$ ?? '') : JSON.stringify(text) }]
    return { place, steps, evidence: [{ place, ...values }] }
  })
}

function explainOne(variant: Variant, rests: VariantEvidence | undefined, field: string): ExplainedField[] {
  const path = field
    .replace(/^body\.?/, '')
    .split(/\.|(?=\[\])/)
    .filter((part) => part !== '')
  const steps = explainField(variant, path)
  if (steps.length === 0) return []
  const known = rests?.values ?? {}
  const evidence = steps.flatMap(({ place }) => {
    // Items of lists of entities are gathered under `do.item`.
    const own = known[place] ?? known[`do.item.${place.split('[].')[1] ?? ''}`]
    return own ? [{ place, ...own }] : []
  })
  return [{ place: `body.${path.join('.').replaceAll('.[]', '[]')}`, steps, evidence }]
}
