/** The end of `doppel --help`: the whole loop on one screen. */
export const overviewText = `
From a real service to its twin:
  $ doppel init orders --base-url https://api.example.com
  $ doppel record orders --port 8080      send your app's traffic to http://127.0.0.1:8080, then Ctrl-C
  $ doppel synth orders                   learn what the service does
  $ doppel check orders --in-memory       how far is the twin from what was recorded?
  $ doppel serve orders --port 8081       your app talks to the twin

doppel help COMMAND teaches one of them, with its flags and examples.

Exit codes: 0 done, 1 the command or its input is wrong, 2 the twin is not close enough,
            3 forbidden by policy, 4 the machine or the network failed.`
