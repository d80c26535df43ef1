/** Another program that records a session: it speaks to a language server of its own, as any editor would. */

import {spawn} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {createMessageConnection, StreamMessageReader, StreamMessageWriter} from 'vscode-jsonrpc/node';
import {environment} from './workbench.mjs';

/** Records a session from its start to its end; what the server says of it then. */
export async function recordSession({extensions, home, workspace}, fields, events) {
    const name = readdirSync(extensions).find(folder => folder.startsWith('sightline.sightline-'));
    const command = ['-I', '-S', '-X', 'utf8', join(extensions, name, 'bundled/run.py'), 'lsp', '--stdio'];
    const server = spawn('python3', command, {env: environment(home), cwd: workspace, stdio: ['pipe', 'pipe', 'ignore']});
    const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    connection.listen();
    try {
        await connection.sendRequest('initialize', {processId: process.pid, rootUri: null, capabilities: {}, initializationOptions: {trusted: true}});
        const {sessionId} = await connection.sendRequest('sightline/startSession', {workspace, ...fields});
        await connection.sendRequest('sightline/recordEvent', {sessionId, events});
        return await connection.sendRequest('sightline/endSession', {sessionId});
    } finally {
        connection.dispose();
        server.kill('SIGKILL');
    }
}
