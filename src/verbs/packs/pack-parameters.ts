import type { VerbParameter } from '../verb.ts'

export const plainHttpParameter: VerbParameter = {
  key: 'plainHttp',
  kind: 'flag',
  summary: 'registries and servers of other machines may be without TLS',
}

export const catalogueParameter: VerbParameter = {
  key: 'catalogue',
  kind: 'option',
  placeholder: 'INDEX',
  summary: 'path or address of the catalogue, in place of DOPPEL_CATALOGUE and of doppel.toml',
  completes: 'file',
}
