import type { Catalogue } from './entry.ts'

export const workspaceCodes: Catalogue = {
  'openapi-unusable': {
    means: 'The file is no document of OpenAPI 3.x or Swagger 2.0 from which a twin can be made.',
    next: 'The message says what is wrong with it. A document in several files is to be bundled into one first.',
  },
  'openapi-skipped': {
    means: 'An operation of the document has no route in the twin.',
    next: 'The message says why; the other operations are not affected.',
  },
  'openapi-reference': {
    means: 'References of the document lead nowhere: the twin takes anything in their place.',
    next: 'Mend the document, or bundle the files that it refers to into one.',
  },
  'universe-missing': {
    means: 'The folder has no `doppel.toml` (and no `wondertwin.json` or `wraith-project.toml`) that says which twins to start.',
    next: 'Write one; `docs/guides/universe.md` begins with a short one.',
  },
  'twin-unknown': {
    means: 'There is no twin of this name in the workspace, which is the folder that holds `twins/`.',
    next: 'Run the command in the workspace, correct the name, or create the twin with `doppel init`.',
  },
  'twin-exists': {
    means:
      '`doppel init`, `doppel install` or `doppel show --out` was asked to make a twin where there is one already; nothing was changed.',
    next: 'Choose another name or folder, or edit what is there.',
  },
  'author-invalid': {
    means:
      'A file in which a twin is written (`routes.yaml`, `state-machine.yaml`, `twin.json`) says something that is not understood, or that does not hold together.',
    next: 'Mend it at the place that the message names; the help shows how to say it. `docs/guides/write-a-twin.md` has all that can be said.',
  },
  'author-assumed': {
    means: 'The files of a twin leave something open, and the twin has an answer to it all the same.',
    next: 'Nothing, where that is what you mean; else say it as the help shows.',
  },
  'model-ambiguous': {
    means: 'A twin has a `routes.yaml` that somebody wrote, and a model that was learned.',
    next: 'Move one of the two away, or give each a twin of its own.',
  },
  'config-invalid': {
    means: 'A file of settings (`twin.toml`, `drift.toml`, `doppel.toml`) is not TOML, or a key has a value that it can not have.',
    next: 'Correct the key at the place that the message names; `docs/reference/` lists all keys of each file.',
  },
  'config-key-unknown': {
    means: 'A key of `twin.toml` does nothing, most often because of a typing error.',
    next: 'Correct or remove it.',
  },
  'file-unreadable': {
    means: 'A file is there but can not be read.',
    next: 'The message has the reason of the system, most often missing permissions.',
  },
  'folder-not-writable': {
    means: 'A folder of the workspace can not be written.',
    next: 'The message has the reason of the system: permissions, a full or a read-only disk.',
  },
  'ready-file-not-writable': {
    means: 'The file of `--ready-json` can not be written.',
    next: 'Name a file in a folder that exists and that you may write to.',
  },
  'report-not-writable': {
    means: 'A file of `--out` can not be written.',
    next: 'The message has the reason of the system: a folder that can not be made, missing permissions, a full disk.',
  },
}
