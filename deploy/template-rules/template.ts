/** A packaged CloudFormation template, as far as the rules read it. */
export interface Template {
  Resources: Record<string, AnyResource>;
}

interface AnyResource {
  Type: string;
  Properties: unknown;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** One requirement of ours on a template: its findings, one sentence each. */
export type Rule = (template: Template) => string[];

export interface Statement {
  Effect: string;
  Action?: unknown;
  Resource?: unknown;
  Condition?: unknown;
}

export interface Policy {
  Statement: Statement[];
}

/** Properties that a rule asks for are optional here: a rule exists because they may be missing. */
interface Properties {
  'AWS::IAM::Role': { Policies?: { PolicyDocument: Policy }[]; ManagedPolicyArns?: unknown[] };
  'AWS::IAM::ManagedPolicy': { PolicyDocument: Policy };
  'AWS::SNS::TopicPolicy': { PolicyDocument: Policy };
  'AWS::SQS::QueuePolicy': { PolicyDocument: Policy };
  'AWS::S3::BucketPolicy': { PolicyDocument: Policy };
  'AWS::Lambda::Function': { Role: unknown; Runtime?: string; Architectures?: string[] };
  'AWS::Lambda::EventInvokeConfig': {
    FunctionName: unknown;
    DestinationConfig?: { OnFailure?: { Destination?: unknown } };
  };
  'AWS::Lambda::Permission': { SourceArn?: unknown; FunctionName: unknown; Principal?: unknown };
  'AWS::ApiGateway::RestApi': {
    EndpointConfiguration?: { Types?: string[]; IpAddressType?: string };
    DisableExecuteApiEndpoint?: boolean;
    Policy?: Policy;
  };
  'AWS::ApiGateway::Method': { HttpMethod: string; AuthorizationType?: string; AuthorizerId?: unknown };
  'AWS::ApiGateway::Authorizer': { Type?: string };
  'AWS::ApiGateway::Resource': { PathPart: string };
  'AWS::ApiGateway::Stage': {
    Description?: string;
    AccessLogSetting?: { DestinationArn?: unknown; Format?: string };
    MethodSettings?: {
      HttpMethod?: string;
      ResourcePath?: string;
      ThrottlingRateLimit?: number;
      ThrottlingBurstLimit?: number;
    }[];
  };
  'AWS::ApiGateway::DomainName': {
    EndpointConfiguration?: { Types?: string[] };
    MutualTlsAuthentication?: unknown;
  };
  'AWS::Logs::LogGroup': { RetentionInDays?: number };
  'AWS::Scheduler::Schedule': {
    Name?: string;
    Target: {
      RoleArn: unknown;
      RetryPolicy?: { MaximumEventAgeInSeconds?: number; MaximumRetryAttempts?: number };
      DeadLetterConfig?: { Arn?: unknown };
    };
  };
  'AWS::SNS::Subscription': { TopicArn: unknown; Endpoint: unknown; Region?: string };
  'AWS::CloudWatch::Alarm': { AlarmActions?: unknown[]; TreatMissingData?: string };
  'AWS::DynamoDB::Table': {
    DeletionProtectionEnabled?: boolean;
    PointInTimeRecoverySpecification?: { PointInTimeRecoveryEnabled?: boolean };
  };
}

/** The resources of one type, by logical id. */
export function ofType<T extends keyof Properties>(template: Template, type: T): [string, Properties[T]][] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => [id, resource.Properties as Properties[T]]);
}

/** Whether two intrinsics or values say the same. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
