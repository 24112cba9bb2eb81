using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Planning;

namespace CloudmoreAutotask.Telemetry;

/// <summary>
/// The spans of an export: a run, its organization bills, their steps and the calls to Autotask. All spans of a run are one trace, from the timer through both
/// queues, because the trace is named by the run; messages carry nothing for it. Ids only; no names, no addresses, no secrets.
/// </summary>
public static class ExportTracing
{
    /// <summary>The name of the activity source.</summary>
    public const string SourceName = "CloudmoreAutotask";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The span of a detection; null when nobody listens.</summary>
    public static Activity? Run(string runId) => Start("detect bills", runId)?.SetTag("export.run", runId);

    /// <summary>The span of the work on one organization bill; null when nobody listens.</summary>
    public static Activity? Bill(string work, string runId, BillMonth month, string organizationId) => Start(work, runId)
        ?.SetTag("export.run", runId).SetTag("export.month", month.ToString()).SetTag("export.organization", organizationId);

    /// <summary>The span of one write; null when nobody listens.</summary>
    public static Activity? Step(PlanStep step) => Source.StartActivity("write step")
        ?.SetTag("export.step", step.Kind.ToString()).SetTag("export.subscription", step.SubscriptionKey).SetTag("autotask.contract", step.ContractId);

    /// <summary>The span of one call to Autotask; null when nobody listens.</summary>
    public static Activity? Call(string method, string entity) => Source.StartActivity("call Autotask", ActivityKind.Client)
        ?.SetTag("http.request.method", method).SetTag("autotask.entity", entity);

    /// <summary>Notes that what the span stands for failed. The failure's words stay out: they may quote what an API said.</summary>
    public static void Failed(Activity? span, string type) => span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", type);

    private static Activity? Start(string name, string runId)
    {
        // The span around it belongs to the host's own trace of this one invocation.
        var links = Activity.Current is { } around ? new[] { new ActivityLink(around.Context) } : null;
        return Source.StartActivity(name, ActivityKind.Internal, ContextOf(runId), links: links);
    }

    private static ActivityContext ContextOf(string runId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(runId)).AsSpan();
        return new ActivityContext(ActivityTraceId.CreateFromBytes(hash[..16]), ActivitySpanId.CreateFromBytes(hash.Slice(16, 8)), ActivityTraceFlags.Recorded);
    }
}
