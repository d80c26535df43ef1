import {expect, test} from 'vitest';
import type {ReviewedSession} from '../src/payloads';
import {reviewText} from '../src/reviewText';

const done: ReviewedSession = {
    id: 'codex:one', at: '2026-03-20T12:00:00Z', project: '/p', phases: [{phase: 'security', score: 100, minutes: 0, lines: 50, files: 1}],
    overall: 78, partial: 'partial (no style review)', previous: 59, files: 1, lines: 50, wholeFiles: 0, skipped: 0,
    errors: 0, warnings: 1, infos: 2, fresh: 0, corrected: 3, reviewers: [], findings: [], reports: [],
};

test('a review is told with the score before it, what it lacks and what is open', () => {
    expect(reviewText(done)).toBe('Quality 78 (before: 59), partial (no style review) · 0 errors, 1 warning, 2 info, 3 corrected');
});

test('without a tool for any phase it says so, and no score is made up', () => {
    expect(reviewText({...done, overall: null, previous: null, partial: null, phases: []})).toMatch(/^No score, no phase measured · /u);
});

test('a reviewer that failed is named', () => {
    const reviewers = [{reviewer: 'ruff', version: '0.17', files: 1, problem: 'The review took too long'}];
    expect(reviewText({...done, reviewers})).toMatch(/ · ruff: The review took too long$/u);
});

test('reports that lay in the project are counted', () => {
    expect(reviewText({...done, reports: ['.ptah/specs/TASK_1/code-style-review.md']})).toMatch(/ · 1 report$/u);
});
