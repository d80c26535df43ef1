/** How often a crashed sidecar is started again: the fifth crash within three minutes is the last. */

const CRASHES = 5;
const WINDOW_MS = 3 * 60_000;

export class Restarts {
    #crashes: number[] = [];

    /** Whether to start again after a crash now. */
    mayRestart(now: number): boolean {
        this.#crashes = [...this.#crashes.filter(at => now - at <= WINDOW_MS), now];
        return this.#crashes.length < CRASHES;
    }

    /** A start the user asked for begins with a clean slate. */
    forget(): void {
        this.#crashes = [];
    }
}
