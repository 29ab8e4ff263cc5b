import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { Route, Switch } from "wouter";

import { Gate } from "../account/Gate";
import { makeQueries } from "../client/queries";
import { Broken } from "./Broken";
import { nonce } from "./nonce";
import { Shell } from "./shell/Shell";
import { theme, variables } from "./theme";
import { LINKS, VIEWS } from "./views";

/** The page: what each of its addresses shows. */
export function App() {
  const [queries] = useState(makeQueries);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <Shell links={LINKS}>
          <Broken>
            <Suspense>
              <Gate>
                <Switch>
                  {VIEWS.map(({ path, component }) => (
                    <Route key={path} path={path} component={component} />
                  ))}
                </Switch>
              </Gate>
            </Suspense>
          </Broken>
        </Shell>
      </QueryClientProvider>
    </MantineProvider>
  );
}
