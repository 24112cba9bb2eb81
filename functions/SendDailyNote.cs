using CloudmoreAutotask.Notifying;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions;

/// <summary>Tells once a day what was exported and what needs a person, when the day's export is at rest.</summary>
public sealed class SendDailyNote(DailyNote note)
{
    /// <summary>Looks every five minutes whether it is time. It throws when storage does not answer.</summary>
    [Function(nameof(SendDailyNote))]
    public Task Run([TimerTrigger("30 */5 * * * *")] TimerInfo timer, CancellationToken cancellation) => note.SendAsync(cancellation);
}
