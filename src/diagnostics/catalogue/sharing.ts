import type { Catalogue } from './entry.ts'

export const sharingCodes: Catalogue = {
  'catalogue-invalid': {
    means: 'The index of a catalogue is not what one has to be, or a pack can not go into it.',
    next: 'Correct it where the message says; `docs/guides/share-twins.md` shows one, and `doppel catalogue add` writes it.',
  },
  'catalogue-unknown': {
    means: 'The catalogue has no twin of that name, or not in that version.',
    next: '`doppel catalogue list` and `doppel catalogue show NAME` say what it has.',
  },
  'catalogue-unnamed': {
    means: 'A twin of a catalogue was asked for, and nothing says where the catalogue is.',
    next: 'Name its index in `[catalogue]` of `doppel.toml`, in `DOPPEL_CATALOGUE`, or with `--catalogue`.',
  },
  'registry-denied': {
    means: 'The registry does not let you do that: it wants credentials, other ones, or none that you have will do.',
    next: '`docker login HOST`, or set `DOPPEL_REGISTRY`, `DOPPEL_REGISTRY_USER` and `DOPPEL_REGISTRY_PASSWORD`.',
  },
  'registry-failed': {
    means: 'The registry did not take or give what it should.',
    next: 'The message has its reason. Try again later, or ask who runs it.',
  },
  'registry-missing': {
    means: 'The registry has no such repository or tag.',
    next: 'Correct the name, or push it first with `doppel push`.',
  },
  'registry-unreachable': {
    means: 'The registry can not be reached.',
    next: 'Check its name and the network; one without TLS on another machine needs `--plain-http`.',
  },
  'transport-plain': {
    means: 'A server on another machine was to be asked without TLS, or has led there.',
    next: 'Name one that has https, or allow it with `--plain-http`.',
  },
  'url-unreadable': {
    means: 'What an address names could not be fetched.',
    next: 'The message has the reason; check the address and the network.',
  },
  'lock-outdated': {
    means: '`doppel.lock` does not say which pack a twin of `doppel.toml` is, or says it of another source.',
    next: 'Run `doppel pull` and commit `doppel.lock`; without `--locked` and `--ci`, `doppel up` writes it, too.',
  },
  'pack-not-here': {
    means: 'The pack of a twin is not on this machine, so that nothing can be said of it.',
    next: 'Fetch it with `doppel pull`; `doppel up` does, too.',
  },
  'source-unknown': {
    means: 'What was named is no place from which a pack can come, or the twin is no pack.',
    next: 'The help lists what there may be.',
  },
  'pack-damaged': {
    means: 'The file is no pack of a twin, or not all of one: its end is missing, or something in it does not add up.',
    next: 'Fetch it again, or have it packed again with `doppel pack NAME`.',
  },
  'pack-newer': {
    means: 'The pack has a format that this version of Doppel does not read.',
    next: 'Update Doppel, or have the twin packed by the version that you have.',
  },
  'pack-other': {
    means: 'The pack is whole, and another one than was asked for: its digest says so.',
    next: 'Fetch the one that you mean, or ask whoever gave you the digest.',
  },
  'pack-path': {
    means: 'A file of the twin has a name that can not go into a pack: not every system takes it, or it is too long.',
    next: 'Give it another name; fixtures are named after collections, their folders as you like.',
  },
  'pack-refused': {
    means:
      'The pack is not what it says, or does what no pack may: files that differ from its list, links, names that lead out of the folder, settings that are for its user to decide.',
    next: 'Do not use it. `doppel pack` writes no such files: ask whoever made it.',
  },
  'pack-secret': {
    means: '`twin.toml` or the model has secrets written out, which would go with the pack.',
    next: 'Let them be read from the environment (`secret = "$WEBHOOK_SECRET"`), or say with `--with-secrets` that they are for tests alone.',
  },
  'pack-too-large': {
    means: 'The pack has more files or bytes than a pack may have.',
    next: 'Leave out what is not needed to serve the twin: large fixtures, answers known by heart.',
  },
}
