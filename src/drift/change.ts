import { fingerprint } from '#base'

/** `breaking`: a client that works today may fail. `warning`: one that is strict may. `harmless`: none does. */
export type ChangeLevel = 'breaking' | 'warning' | 'harmless'

export const changeLevels: readonly ChangeLevel[] = ['breaking', 'warning', 'harmless']

/** What each kind of change is called and means, and what it does to clients unless the place says otherwise. */
export const changeKinds = {
  'route-removed': ['breaking', 'the route is gone'],
  'route-added': ['harmless', 'the route is new'],
  'status-changed': ['breaking', 'success has another status'],
  'status-removed': ['breaking', 'this status comes no more'],
  'status-added': ['harmless', 'this status is new'],
  'response-body-removed': ['breaking', 'there is no body any more'],
  'response-body-added': ['harmless', 'there is a body now'],
  'response-media-type-changed': ['breaking', 'the body has another media type'],
  'response-header-removed': ['breaking', 'the header is gone'],
  'response-header-added': ['harmless', 'the header is new'],
  'response-field-removed': ['breaking', 'the field is gone'],
  'response-field-became-optional': ['breaking', 'the field is not always there any more'],
  'response-field-became-required': ['harmless', 'the field is always there now'],
  'response-field-added': ['harmless', 'the field is new'],
  'response-type-changed': ['breaking', 'the value has another type'],
  'response-type-widened': ['breaking', 'the value may have another type, too'],
  'response-type-narrowed': ['harmless', 'the value has fewer types'],
  'response-word-added': ['warning', 'a word is new'],
  'response-word-removed': ['harmless', 'a word comes no more'],
  'response-value-changed': ['warning', 'the constant is another one'],
  'request-field-became-required': ['breaking', 'requests without the field are refused now'],
  'request-field-became-optional': ['harmless', 'the field may be left out now'],
  'request-type-narrowed': ['breaking', 'types that were accepted are refused now'],
  'request-type-widened': ['harmless', 'more types are accepted'],
  'request-word-removed': ['breaking', 'words that were accepted are refused now'],
  'request-word-added': ['harmless', 'more words are accepted'],
  'request-parameter-removed': ['warning', 'the parameter is not known any more'],
  'request-parameter-added': ['harmless', 'the parameter is new'],
} as const satisfies Readonly<Record<string, readonly [ChangeLevel, string]>>

export type ChangeKind = keyof typeof changeKinds

/** One difference between what clients could rely on before and after. */
export interface Change {
  /** The same for the same change in every run. */
  readonly id: string
  readonly kind: ChangeKind
  readonly level: ChangeLevel
  readonly route: string
  /** Of the answers that it is about. */
  readonly status: number | undefined
  /** `body.items[].total`, `header.location`, `query.page`, `request.name`; empty for the route itself. */
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** Where a change is, and what was and is there. */
export interface ChangePlace {
  readonly route: string
  readonly status?: number | undefined
  readonly path?: string
  readonly before?: string | undefined
  readonly after?: string | undefined
  /** Where it does less than such changes do. */
  readonly level?: ChangeLevel | undefined
}

export function createChange(kind: ChangeKind, { route, status, path = '', before, after, level }: ChangePlace): Change {
  const id = `change-${fingerprint([kind, route.replace(/\{[^}]*\}/g, '{}'), String(status ?? ''), path, before ?? '', after ?? ''].join('\n'))}`
  return { id, kind, level: level ?? changeKinds[kind][0], route, status, path, before, after }
}
