using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Autotask;

/// <summary>What the Autotask client logs. No header and no body is ever among it.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Debug, "Autotask: {Method} {Entity} answered {Status} after {Milliseconds} ms.")]
    public static partial void Answered(ILogger log, string method, string entity, int status, double milliseconds);

    [LoggerMessage(LogLevel.Warning, "Autotask: {Method} {Entity} failed ({Kind}, status {Status}), again in {Seconds} s. {Words}")]
    public static partial void ReadAgain(ILogger log, string method, string entity, AutotaskErrorKind kind, int? status, double seconds, string words);

    [LoggerMessage(LogLevel.Information, "Autotask: {Method} {Entity} was accepted, item {ItemId}.")]
    public static partial void WriteAccepted(ILogger log, string method, string entity, long? itemId);

    [LoggerMessage(LogLevel.Warning, "Autotask: {Method} {Entity} ended as {Result} (status {Status}). {Words}")]
    public static partial void WriteNotAccepted(ILogger log, string method, string entity, WriteResult result, int? status, string words);

    [LoggerMessage(LogLevel.Information, "Autotask: the tenant's zone is {Zone}.")]
    public static partial void ZoneFound(ILogger log, Uri zone);

    [LoggerMessage(LogLevel.Warning, "Autotask: {Method} {Entity} was answered 401; credentials and zone are looked up anew and the call repeated once.")]
    public static partial void SignInRefused(ILogger log, string method, string entity);

    [LoggerMessage(LogLevel.Error, "Autotask: the sign-in was refused again; all calls are stopped until the credentials change. {Words}")]
    public static partial void SignInStopped(ILogger log, string words);

    [LoggerMessage(LogLevel.Information, "Autotask: the credentials changed; calls go again.")]
    public static partial void SignInCleared(ILogger log);
}
