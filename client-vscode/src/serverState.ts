/** How the sidecar is: the one word all surfaces draw from. */

export type ServerState =
    | {kind: 'starting'}
    | {kind: 'running'}
    /** Not to be started again without the user; the reason is one sentence. */
    | {kind: 'stopped'; reason: string};
