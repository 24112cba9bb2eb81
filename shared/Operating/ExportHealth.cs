using System.Globalization;
using Azure;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Operating;

/// <summary>How the export stands.</summary>
public sealed record HealthView
{
    /// <summary>Whether nothing needs a person's look.</summary>
    public bool IsGood => Problems.Count == 0;

    /// <summary>What is wrong, in sentences; empty when nothing is.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>When a detection last ended well, product clock, UTC; null when none has.</summary>
    public DateTimeOffset? LastGoodRun { get; init; }

    /// <summary>Now, product clock, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The mode.</summary>
    public required ExportMode Mode { get; init; }

    /// <summary>The proofs of the last 31 days, by month.</summary>
    public IReadOnlyList<KeptProof> Proofs { get; init; } = [];

    /// <summary>The queues, poison queues among them; messages are about how many wait or are in work.</summary>
    public IReadOnlyList<QueueState> Queues { get; init; } = [];
}

/// <summary>Tells how the export stands, from storage alone.</summary>
public sealed class ExportHealth
{
    /// <summary>A run a day, and some time to end (alert "No good run").</summary>
    internal static readonly TimeSpan LongestWithoutRun = TimeSpan.FromHours(26);

    private readonly ExportWatch watch;
    private readonly ExportQueues queues;
    private readonly ISignInStop autotask;
    private readonly ISignInStop cloudmore;
    private readonly ProductClock clock;
    private readonly IOptions<ExportOptions> options;

    /// <summary>Looks at what the product itself remembers.</summary>
    public ExportHealth(
        ExportWatch watch, ExportQueues queues, ISignInStop autotask, [FromKeyedServices(SignInStops.Cloudmore)] ISignInStop cloudmore, ProductClock clock, IOptions<ExportOptions> options) =>
        (this.watch, this.queues, this.autotask, this.cloudmore, this.clock, this.options) = (watch, queues, autotask, cloudmore, clock, options);

    /// <summary>Looks.</summary>
    public async Task<HealthView> LookAsync(CancellationToken cancellation)
    {
        var view = new HealthView { Problems = [], Now = clock.Now, Mode = options.Value.Mode };
        try
        {
            var last = await watch.LastGoodRunAsync(cancellation);
            var states = await Task.WhenAll(ExportQueues.Names.SelectMany(name => new[] { name, ExportQueues.PoisonOf(name) }).Select(name => queues.LookAsync(name, cancellation)));
            var proofs = await watch.LatestProofsAsync(cancellation);
            return view with { LastGoodRun = last, Proofs = proofs, Queues = states, Problems = [.. await ProblemsAsync(last, states, cancellation), .. proofs.Select(ProblemOf).OfType<string>()] };
        }
        catch (Exception silent) when (silent is RequestFailedException or AggregateException { InnerException: RequestFailedException })
        {
            return view with { Problems = [$"Storage does not answer, or refuses: {silent.GetBaseException().Message.Split('\n')[0].Trim()}"] };
        }
    }

    private static string? ProblemOf(KeptProof proof)
    {
        if (proof.Problem is { } problem)
            return $"The proof of {proof.Month} cannot be made: {problem}";
        return proof.Differing == 0 ? null : $"The proof of {proof.Month} says: {proof.Text}. The month's proof names what does not.";
    }

    private async Task<IReadOnlyList<string>> ProblemsAsync(DateTimeOffset? last, IEnumerable<QueueState> states, CancellationToken cancellation)
    {
        var problems = new List<string>();
        if (last is null)
            problems.Add("No run has ended well yet.");
        else if (clock.Now - last > LongestWithoutRun)
            problems.Add($"The last good run was on {last:yyyy-MM-dd HH:mm} UTC, more than 26 hours ago.");
        if (await autotask.GetStoppedFingerprintAsync(cancellation) is not null)
            problems.Add("Autotask refuses the sign-in. No call is made until the secret changes, so that the API user is not locked.");
        if (await cloudmore.GetStoppedFingerprintAsync(cancellation) is not null)
            problems.Add("Cloudmore refuses the sign-in. No call is made until the secret changes.");
        problems.AddRange(states.Where(state => state.Messages > 0 && ExportQueues.IsPoison(state.Name)).Select(state => string.Create(CultureInfo.InvariantCulture, $"{state.Name} holds {state.Messages} {(state.Messages == 1 ? "message" : "messages")} that failed for good.")));
        return problems;
    }
}
