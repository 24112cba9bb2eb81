using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.LocalHost.CommandLine;

/// <summary>Lifts the sign-in stops of both APIs: for a person who has unlocked a user, or given it a right, without changing a secret.</summary>
internal sealed class SignInAgainCommand : IHostCommand
{
    public string Option => "--sign-in-again";

    public string Description => "Let the product sign in again with the same secrets, after you unlocked a user or gave it a right.";

    public bool WorksWithoutCloudmore => true;

    public bool NeedsValidSettings => false;

    public async Task<int> RunAsync(IServiceProvider services, HostOutput output, CancellationToken cancellation)
    {
        await LiftAsync("Autotask", services.GetRequiredService<ISignInStop>(), output.Lines, cancellation);
        await LiftAsync("Cloudmore", services.GetRequiredKeyedService<ISignInStop>(SignInStops.Cloudmore), output.Lines, cancellation);
        return 0;
    }

    private static async Task LiftAsync(string api, ISignInStop stop, TextWriter output, CancellationToken cancellation)
    {
        var stopped = await stop.GetStoppedFingerprintAsync(cancellation) is not null;
        await stop.ClearAsync(cancellation);
        await output.WriteLineAsync(stopped ? $"{api}: the stop is lifted; the next run signs in again." : $"{api}: the sign-in was not stopped.");
    }
}
