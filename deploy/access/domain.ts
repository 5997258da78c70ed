import type { Domain } from '../../lib/estate/estate.js';
import { ref, type Resources } from '../cloudformation.js';
import { accessApi } from './api.js';
import { accessStage } from './stage.js';

export const accessDomain = 'AccessDomain';

export function domain({ name, certificate, truststore }: Domain): Resources {
  return {
    [accessDomain]: {
      Type: 'AWS::ApiGateway::DomainName',
      Properties: {
        DomainName: name,
        RegionalCertificateArn: certificate,
        EndpointConfiguration: { Types: ['REGIONAL'], IpAddressType: 'dualstack' },
        SecurityPolicy: 'TLS_1_2',
        ...(truststore !== undefined && { MutualTlsAuthentication: { TruststoreUri: truststore } }),
      },
    },
    AccessDomainMapping: {
      Type: 'AWS::ApiGateway::BasePathMapping',
      Properties: { DomainName: ref(accessDomain), RestApiId: ref(accessApi), Stage: ref(accessStage) },
    },
  };
}
