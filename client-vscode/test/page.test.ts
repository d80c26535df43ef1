import {expect, test} from 'vitest';
import {pageHtml} from '../src/page';

const parts = {nonce: 'Tm9uY2U=', cspSource: 'https://files.example', script: 'https://files.example/main.js', style: 'https://files.example/style.css'};
const html = pageHtml({...parts, language: 'de', texts: undefined});

test('the policy is exactly this, in a tag', () => {
    expect(html).toContain(
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src \'nonce-Tm9uY2U=\'; '
        + 'style-src https://files.example; img-src https://files.example; font-src https://files.example">',
    );
});

test('nothing is inline: one script by its address with the nonce, one style sheet', () => {
    expect(html.match(/<script[^>]*>/gu)).toEqual(['<script type="module" nonce="Tm9uY2U=" src="https://files.example/main.js">']);
    expect(html).not.toMatch(/<style|style=|\son\w+=/u);
});

test('a translation is data that ends nothing, and names its language', () => {
    const german = pageHtml({...parts, language: 'de', texts: {Cost: '</script><b>Kosten'}});
    expect(german).toContain('<html lang="de">');
    expect(html).toContain('<html lang="en">');
    const [, text = ''] = /<script type="application\/json" id="sightline-texts">(.*)<\/script>/u.exec(german) ?? [];
    expect(text).not.toContain('<');
    expect(JSON.parse(text)).toEqual({Cost: '</script><b>Kosten'});
});
