using System.Text.Json;
using CloudmoreAutotask.Autotask.SignIn;

namespace CloudmoreAutotask.Autotask.Calls;

/// <summary>Sends reads: signed in, and repeated when they fail in passing.</summary>
internal sealed class ReadSender(SignedInCaller caller, ReadRetry retry)
{
    public Task<JsonElement> ReadAsync(AutotaskCall call, CancellationToken cancellation) =>
        retry.ReadAsync(call, token => caller.SendAsync(call, token), cancellation);
}
