import { z } from 'zod'
import type { Json } from '#base'
import { late } from '#base'
import { isSchema, type JsonSchema } from '#json-schema'
import { effectSchema } from './effect-schema.ts'
import { laterSchema, scheduleSchema } from './later-schema.ts'
import { expression, fieldPath, json, querySchema } from './query-schema.ts'
import { stageSchemas } from './stages-schema.ts'
import { webhooksSchema } from './webhooks-schema.ts'

/** JSON form of a template; parsed when the model is compiled. */
const template = json

const variantSchema = late(() =>
  z.strictObject({
    name: z.string(),
    /** The first variant whose guard holds answers; one without a guard always does. */
    when: expression.optional(),
    status: z.number().int(),
    /** Names with templates, in order; a header whose value is absent is left out. */
    headers: z.array(z.tuple([z.string(), template])),
    do: z.array(effectSchema).optional(),
    body: z
      .strictObject({
        encoding: z.enum(['json', 'xml', 'text', 'base64']),
        value: template,
        /** Spaces of indentation of JSON; compact where nothing is said. */
        indent: z.number().optional(),
        /** The body ends in a line feed. */
        newline: z.boolean().optional(),
        /** How XML is written: what comes before and after the root, empty elements, characters that are written as references. */
        layout: z
          .strictObject({
            head: z.string(),
            tail: z.string(),
            empty: z.enum(['pair', 'short', 'spaced']),
            indent: z.number().optional(),
            references: z.record(z.string(), z.string()).optional(),
          })
          .optional(),
        /** Keys whose whole numbers are written with a fraction: `275.0`. */
        floats: z.array(z.string()).optional(),
      })
      .optional(),
    /**
     * What the rule rests on is thin: served, and marked as a guess. A test (on the request, `answer`, and what was `asked` before) where only
     * some of its answers are.
     */
    guess: z.union([z.boolean(), expression]).optional(),
    /** Its answers were right although they rest on entities that a guess wrote: they are no guesses for that. */
    firm: z.boolean().optional(),
  }),
)

/** Headers of the answers of all routes; a variant that has one of the same name has its own, and one that is absent has none. */
const usualHeaders = late(() => z.array(z.tuple([z.string(), template])))

/** An answer that several routes have. */
const sharedAnswerSchema = late(() => variantSchema.unwrap().omit({ name: true }))

/** A variant, or the name of a shared answer and its own name where that is another one. */
const foldedVariantSchema = late(() => z.union([variantSchema, z.strictObject({ answer: z.string(), name: z.string().optional() })]))

export const collectionSchema = late(() =>
  z.strictObject({
    /** Fields that make up the key of a fixture, after those of its parents in `scope`. */
    key: z.array(fieldPath),
    /** Fields other than the key by which requests name an entity: its slug, its login. */
    aliases: z.array(fieldPath).optional(),
    /** Entities that are there when a session begins; `parents` holds the leading parts of the key. */
    fixtures: z.array(z.strictObject({ parents: z.array(json).optional(), value: json })).optional(),
    /** Fields that follow from others, by expressions over `self`, in the order in which they are to be computed. */
    computed: z.record(fieldPath, expression).optional(),
    /** Fields that are worked out whenever an entity is read, from itself (`self`), from others and from the clock; by dotted path, in that order. */
    derived: z.record(z.string(), expression).optional(),
    /** What happens to an entity by itself, at its time: a change, or its end. */
    later: z.array(laterSchema).optional(),
    /** Forms in which an entity is shown, as templates over `self`. */
    views: z.record(z.string(), template).optional(),
    /**
     * How fields lead to entities of another collection: by the key that the field holds, or (`by`) by the field of the others that holds the
     * key. Those come in the order of a field of theirs (`sort`, from the last on with a leading `-`), or as they were made.
     */
    relations: z
      .record(
        z.string(),
        z.strictObject({ collection: z.string(), by: fieldPath.optional(), via: fieldPath.optional(), sort: z.string().optional() }),
      )
      .optional(),
  }),
)

const routeSchema = late(() =>
  z.strictObject({
    method: z.string(),
    path: z.string(),
    /** Parameters that the path does not hold: one that stands for one thing, as `/settings` does, names it. */
    fixed: z.record(z.string(), z.string()).optional(),
    /** The list that is asked for, where it decides which variant answers (beyond its end, in part): guards and answers know it as `listed`. */
    list: querySchema.optional(),
    variants: z.array(variantSchema),
    /**
     * The parameters, the places in bodies, and the kinds of values there, that requests had from which this was learned: one with others is
     * answered with a guess.
     */
    known: z
      .strictObject({ query: z.array(z.string()).optional(), body: z.array(z.string()).optional(), kinds: z.array(z.string()).optional() })
      .optional(),
  }),
)

const jsonSchema: z.ZodType<JsonSchema> = z.custom<JsonSchema>((value) => isSchema(value as Json), 'is no JSON Schema')

const graphqlSchema = late(() =>
  z.strictObject({
    /** Paths at which GraphQL is spoken. Each field of a root has a route, `QUERY /graphql/products`, with its arguments as the body. */
    endpoints: z.array(z.string()),
    /** Types by name, or by a name of ours where the service's was never asked. */
    types: z.record(
      z.string(),
      z.strictObject({
        /** The entities that its objects are. */
        collection: z.string().optional(),
        /** What `__typename` says. */
        name: z.string().optional(),
        /** Fields that are shown as text where the entities have numbers. */
        texts: z.array(z.string()).optional(),
        /** Interfaces and unions that it was seen to belong to. */
        is: z.array(z.string()).optional(),
        /** Types of the fields that hold objects. */
        fields: z.record(z.string(), z.string()).optional(),
      }),
    ),
    /** Types of what the fields of the roots give, by route. */
    results: z.record(z.string(), z.string()),
  }),
)

/**
 * A path that stands for several operations, told apart by something in the request: a method in the body, a parameter `action`, a header.
 * A request to it is read as one to the path `/PATH/NAME`, or `/PATH/NAME/SUBJECT`, and routes are about those.
 */
const operationsSchema = late(() =>
  z.array(
    z.strictObject({
      method: z.string(),
      path: z.string(),
      /** Gives the name of the operation; where it is absent, the request is read as it is. A path that is one operation has none, and one under ''. */
      name: expression.optional(),
      /** By name: the method that the operation is like (one that changes nothing is a `GET`), and what gives the key of the entity that it is about. */
      known: z.record(z.string(), z.strictObject({ method: z.string(), subject: expression.optional() })),
    }),
  ),
)

export type Operations = z.infer<typeof operationsSchema>

/** A field of an entity that goes from state to state. For people: what the twin does is said by its rules. */
const machineSchema = late(() =>
  z.strictObject({
    /** Collection and field, `order.status`. */
    field: z.string(),
    /** States in which entities come to be. */
    initial: z.array(z.string()),
    states: z.array(z.string()),
    /** `on` is a route, or `time` where a change was seen with no write before it. */
    transitions: z.array(z.strictObject({ from: z.string(), to: z.string(), on: z.string(), count: z.int() })),
    /** What is refused in which states. */
    refused: z
      .array(
        z.strictObject({ on: z.string(), status: z.int(), variant: z.string(), from: z.array(z.string()).optional(), when: z.string() }),
      )
      .optional(),
  }),
)

export type Machine = z.infer<typeof machineSchema>

export const modelSchema = late(() =>
  z.strictObject({
    format: z.literal('doppel-model/1'),
    service: z.strictObject({ name: z.string() }),
    operations: operationsSchema.optional(),
    /** Paths of elements that may come more than once in XML requests, `Delete/Object`: they are lists, even of one. */
    repeated: z.array(z.string()).optional(),
    collections: z.record(z.string(), collectionSchema),
    /** JSON Schemas by name, whose `$ref` is a name: for `valid`, `problems`, `typed`, `sample` and `shown`. */
    schemas: z.record(z.string(), jsonSchema).optional(),
    machines: z.array(machineSchema).optional(),
    routes: z.array(routeSchema),
    graphql: graphqlSchema.optional(),
    /** What the service does by itself at its times. */
    schedules: z.array(scheduleSchema).optional(),
    webhooks: webhooksSchema.optional(),
    ...stageSchemas,
    /** The answer where no route or no variant matches: in the service's own error shape where one was seen. */
    miss: variantSchema,
  }),
)

/** A model as it is written: what its answers have in common is said once (see `foldModel`). */
export const foldedModelSchema = late(() =>
  modelSchema
    .unwrap()
    .extend({
      /** For editors. */
      $schema: z.string().optional(),
      headers: usualHeaders.optional(),
      answers: z.record(z.string(), sharedAnswerSchema).optional(),
      routes: z.array(routeSchema.unwrap().extend({ variants: z.array(foldedVariantSchema) })),
    })
    .superRefine(({ answers = {}, routes }, context) => {
      routes.forEach(({ variants }, route) => {
        variants.forEach((variant, at) => {
          if (!('answer' in variant) || Object.hasOwn(answers, variant.answer)) return
          context.addIssue({ code: 'custom', path: ['routes', route, 'variants', at], message: `there is no answer "${variant.answer}"` })
        })
      })
    }),
)

export type FoldedModel = z.infer<typeof foldedModelSchema>
export type FoldedVariant = z.infer<typeof foldedVariantSchema>
export type SharedAnswer = z.infer<typeof sharedAnswerSchema>
export type Model = z.infer<typeof modelSchema>
export type Route = z.infer<typeof routeSchema>
export type Variant = z.infer<typeof variantSchema>
export type Collection = z.infer<typeof collectionSchema>
