import type { VerbEntry } from './registry.ts'

/** The verbs of packs and where they come from: a part of the registry. */
export const shareVerbs: readonly VerbEntry[] = [
  {
    name: 'pack',
    group: 'Share',
    summary: 'Put a twin into one file, to give it to others',
    load: async () => (await import('./pack.ts')).packVerb,
  },
  {
    name: 'verify',
    group: 'Share',
    summary: 'Check the file of a packed twin: whole, as its digests say, fit to be served',
    load: async () => (await import('./verify.ts')).verifyVerb,
  },
  {
    name: 'install',
    group: 'Share',
    summary: 'Make a twin of this workspace of a pack: twins/NAME',
    load: async () => (await import('./install.ts')).installVerb,
  },
  {
    name: 'pull',
    group: 'Share',
    summary: 'Fetch the packs that doppel.toml names, and write to doppel.lock which they are',
    load: async () => (await import('./pull.ts')).pullVerb,
  },
  {
    name: 'push',
    group: 'Share',
    summary: 'Put a twin into a registry of OCI images, for others to pull',
    load: async () => (await import('./push.ts')).pushVerb,
  },
  {
    name: 'catalogue list',
    group: 'Share',
    summary: 'Show the twins that a catalogue has, each in its newest version',
    load: async () => (await import('./catalogue-list.ts')).catalogueListVerb,
  },
  {
    name: 'catalogue search',
    group: 'Share',
    summary: 'Find twins of a catalogue by words: name, service, summary, workflows',
    load: async () => (await import('./catalogue-list.ts')).catalogueSearchVerb,
  },
  {
    name: 'catalogue show',
    group: 'Share',
    summary: 'Show what a catalogue says of a twin, and how to get it',
    load: async () => (await import('./catalogue-show.ts')).catalogueShowVerb,
  },
  {
    name: 'catalogue add',
    group: 'Share',
    summary: 'Add a packed twin to the index of a catalogue, with its digest and what it says of itself',
    load: async () => (await import('./catalogue-add.ts')).catalogueAddVerb,
  },
]
