using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Functions.Exports;
using CloudmoreAutotask.Functions.Plans;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Setup;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>What the buttons of the page do. Each form carries the token of the session that the key began.</summary>
public sealed class SubmitPageForm(PageFrame frame, AccessRules access, Session session, OperatorKey key, OperatorActions actions, IOptions<ExportOptions> options)
{
    private static readonly string[] Fields = ["plan", "hold", "subscription", "until", "organization", "month", "company", "remove", "ids", "scope", "why", RunMode.Field];

    /// <summary><c>POST /actions/{name}</c>.</summary>
    [Function(nameof(SubmitPageForm))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "actions/{name}")] HttpRequest request, string name, CancellationToken cancellation) =>
        frame.ServeAsync(request, context => DoAsync(request, name, context, cancellation), cancellation);

    private async Task<IResult> DoAsync(HttpRequest request, string name, PageContext context, CancellationToken cancellation)
    {
        if (!request.HasFormContentType)
            throw RequestFields.Wrong("Content-Type", "The body must be a form.");
        var form = await request.ReadFormAsync(cancellation);
        if (name == "unlock")
            return await UnlockAsync(request, form, context, cancellation);
        if (context.Session is not { } open)
            return await frame.ProblemAsync(context, StatusCodes.Status403Forbidden, "Not allowed", "Changing something needs the key. Give it once; it is kept for eight hours.");
        if (form[Session.TokenField] != open.Token)
            return await frame.ProblemAsync(context, StatusCodes.Status403Forbidden, "Not allowed", "This form is not of your session. Go back to the page and try again.");
        var input = RequestFields.OfForm(form, Fields);
        var by = new OperatorRequest(context.SignedInName ?? open.Who, input.Optional("why"));
        if (name == "undo")
            return await UndoAsync(by, input, cancellation);
        if (name == "forget")
            Session.End(request.HttpContext.Response, access.IsEncrypted(request));
        else if (ChangeOf(name, by, input, cancellation) is { } change)
            await change();
        else
            return await frame.NotThereAsync(context, "The page has no such button.");
        return Results.LocalRedirect(BackAddress.With(form["back"], name), permanent: false, preserveMethod: false);
    }

    private async Task<IResult> UnlockAsync(HttpRequest request, IFormCollection form, PageContext context, CancellationToken cancellation)
    {
        var input = RequestFields.OfForm(form, ["who", "key"]);
        var who = context.SignedInName ?? input.Text("who");
        if (!await key.IsRightAsync(input.Text("key"), cancellation))
            return await frame.ProblemAsync(context, StatusCodes.Status403Forbidden, "Not allowed", "It is not the right one.", "key");
        await session.BeginAsync(request.HttpContext.Response, who, access.IsEncrypted(request), cancellation);
        return Results.LocalRedirect(BackAddress.With(form["back"], "unlock"), permanent: false, preserveMethod: false);
    }

    /// <summary>What a button stands for; null when there is no such button.</summary>
    private Func<Task>? ChangeOf(string name, OperatorRequest by, RequestFields input, CancellationToken cancellation) => name switch
    {
        "run" => () => actions.RunAsync(by, RunMode.Read(input, options.Value.Mode), cancellation),
        "approve" => () => actions.ApproveAsync(by, PlanRoute.Read(input.Text("plan")), cancellation),
        "reject" => () => actions.RejectAsync(by, PlanRoute.Read(input.Text("plan")), cancellation),
        "release" => () => ReleaseAsync(by, input.Text("hold"), cancellation),
        "lock" => () => actions.LockAsync(by with { Why = input.Text("why") }, input.Text("subscription"), input.Day("until"), isAhead: false, cancellation),
        "free" => () => actions.UnlockAsync(by, input.Text("subscription"), cancellation),
        "map" => () => MapAsync(by, input, cancellation),
        "again" => () => actions.ReplayBillAsync(by, RequestFields.Month(input.Text("month")), input.Text("organization"), cancellation),
        "replay" => () => actions.ReplayAsync(by, ChosenIn(input), cancellation),
        "discard" => () => actions.DiscardAsync(by, input.Texts("ids") ?? throw RequestFields.Wrong("ids", "Nothing is chosen."), cancellation),
        _ => null,
    };

    /// <summary>Makes the plan of an undo, and shows it: that is where a person decides.</summary>
    private async Task<IResult> UndoAsync(OperatorRequest by, RequestFields input, CancellationToken cancellation)
    {
        var planId = await actions.UndoAsync(by, RequestFields.Month(input.Text("month")), input.Text("organization"), cancellation);
        return Results.LocalRedirect(BackAddress.With(PageText.PlanAddress(PublicIds.Plan(planId)), "undo"), permanent: false, preserveMethod: false);
    }

    private Task ReleaseAsync(OperatorRequest by, string hold, CancellationToken cancellation)
    {
        if (hold == PublicIds.BrokerHold)
            return actions.ReleaseBrokerAsync(by, cancellation);
        var (month, organization, fuse) = PublicIds.ToHold(hold) ?? throw RequestFields.Wrong("hold", "It must be the id of a hold, as the month's page names it.");
        return actions.ReleaseAsync(by, month, organization, fuse, cancellation);
    }

    private Task MapAsync(OperatorRequest by, RequestFields input, CancellationToken cancellation)
    {
        var isTakenAway = input.Optional("remove") == "yes";
        long? company = isTakenAway ? null : input.Number("company") ?? throw RequestFields.Wrong("company", "It is missing.");
        return actions.MapAsync(by, input.Text("organization"), company, cancellation);
    }

    private static IReadOnlySet<string>? ChosenIn(RequestFields input) => input.Text("scope") switch
    {
        "all" => null,
        "chosen" => input.Texts("ids") ?? throw RequestFields.Wrong("ids", "Nothing is chosen."),
        _ => throw RequestFields.Wrong("scope", "It must be all or chosen."),
    };
}
